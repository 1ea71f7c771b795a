import ByteParsing
import HandshakeAnalysis
import TLSWire
import Testing

/// A log of a TLS 1.3 connection written as its packets: `C 1897 281 69` is a packet of the client with three records.
///
/// FIN and RST stand for themselves, `GAP` for lost bytes, and a packet `PAUSE` for a second of silence. Frame 1 is the ClientHello, 2 the ServerHello; every packet
/// counts on from 3.
struct InferenceLog {
    /// What the hellos say that bears on the inference.
    struct Hellos {
        var suite = CipherSuite.TLS_AES_256_GCM_SHA384
        /// Numbers of empty extensions that the ClientHello has.
        var extensions: [UInt16] = []
        /// Bytes of the ticket that the client offers and the server takes.
        var ticket: Int?
        var ticketAge: UInt32 = 77
        var hasGREASE = false
    }

    let events: [HandshakeEvent]

    init(_ hellos: Hellos = Hellos(), _ packets: [String]) throws {
        var events = [
            HandshakeEvent(.message(.clientHello(try Self.clientHello(hellos))), from: .client, at: frame(1)),
            HandshakeEvent(.message(.serverHello(try Self.serverHello(hellos))), from: .server, at: frame(2)),
        ]
        var pause: Int64 = 0
        for (index, packet) in packets.enumerated() {
            let words = packet.split(separator: " ")
            if words.first == "PAUSE" { pause += 1_000_000_000 }
            let sender: Role = words.first == "C" ? .client : .server
            for word in words.dropFirst() {
                let kind: HandshakeEvent.Kind =
                    switch word {
                    case "FIN": .closed
                    case "RST": .reset
                    case "GAP": .gap(bytes: 500)
                    default: .applicationData(length: try #require(Int(word)))
                    }
                var place = frame(UInt64(index + 3))
                place.time.nanoseconds += pause
                events.append(HandshakeEvent(kind, from: sender, at: place))
            }
        }
        self.events = events
    }

    var verdict: Verdict { Verdict(of: events) }

    // MARK: Hellos

    private static func clientHello(_ hellos: Hellos) throws -> ClientHello {
        let suites: [UInt16] = (hellos.hasGREASE ? [0x0A0A] : []) + [hellos.suite.rawValue]
        var extensions = hellos.extensions.flatMap { type -> [UInt8] in
            // compress_certificate names zlib; the others are empty.
            type == 27 ? number(27) + [0, 3, 2, 0, 1] : number(type) + [0, 0]
        }
        if let ticket = hellos.ticket {
            let age = number(UInt16(hellos.ticketAge >> 16)) + number(UInt16(hellos.ticketAge & 0xFFFF))
            let identity = number(UInt16(ticket)) + [UInt8](repeating: 1, count: ticket) + age
            let binders = number(33) + [32] + [UInt8](repeating: 2, count: 32)
            let body = number(UInt16(identity.count)) + identity + binders
            extensions += number(41) + number(UInt16(body.count)) + body
        }
        let list = suites.flatMap(number)
        let bytes =
            start + number(UInt16(list.count)) + list + [1, 0] + number(UInt16(extensions.count)) + extensions
        var reader = ByteReader(bytes.span)
        return try ClientHello(parsing: &reader)
    }

    private static func serverHello(_ hellos: Hellos) throws -> ServerHello {
        var extensions: [UInt8] = [0, 43, 0, 2, 3, 4]
        if hellos.ticket != nil { extensions += [0, 41, 0, 2, 0, 0] }
        let bytes =
            start + number(hellos.suite.rawValue) + [0] + number(UInt16(extensions.count)) + extensions
        var reader = ByteReader(bytes.span)
        return try ServerHello(parsing: &reader)
    }

    /// Version, random and an empty session ID.
    private static let start: [UInt8] = [3, 3] + [UInt8](repeating: 9, count: 32) + [0]

    private static func number(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }
}

func frame(_ number: UInt64) -> PacketReference {
    PacketReference(frame: number, time: Timestamp(nanoseconds: Int64(number) * 1_000_000))
}
