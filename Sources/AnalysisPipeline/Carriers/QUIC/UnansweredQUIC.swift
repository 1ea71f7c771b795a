import ByteParsing
import HandshakeAnalysis
import TLSWire

/// What is said of a connection of QUIC of which there is only a client's hello, and what that follows from: one hello may come
/// from everywhere, and then all of it is the same.
struct UnansweredQUIC {
    private let version: QUICVersion
    private let original: [UInt8]
    private let clientID: [UInt8]
    private let parameters: [UInt8]
    let carriage: Carriage

    /// `nil` for a connection of which more is known.
    init?(_ connection: QUICConnection, _ carriage: Carriage) {
        guard Self.isOne(connection), let clientID = connection.ids.ids(of: .client).first,
            let hello = connection.hello?.message.deferred
        else { return nil }
        version = connection.version
        original = connection.ids.original
        self.clientID = clientID
        parameters = [UInt8](copying: hello.bytes(of: .quicTransportParameters))
        self.carriage = carriage
    }

    /// Whether the same is to be said of another.
    func isSame(as connection: QUICConnection) -> Bool {
        guard Self.isOne(connection), connection.version == version, connection.ids.original == original,
            connection.ids.ids(of: .client).first == clientID, let hello = connection.hello?.message.deferred
        else { return false }
        return hello.bytes(of: .quicTransportParameters).hasSameBytes(as: parameters)
    }

    /// Nothing is known but what the client's hello and its packet say.
    private static func isOne(_ connection: QUICConnection) -> Bool {
        connection.notes.isEmpty && connection.version == connection.firstVersion
            && connection.ids.ids(of: .server).isEmpty && connection.ids.ids(of: .client).count == 1
            && connection.hello?.message.deferred.contains(.quicTransportParameters) == true
    }
}

extension QUICConnection {
    fileprivate var hello: HandshakeFacts.Seen<ClientHello>? {
        session.stream.records.handshake.facts.clientHello
    }
}
