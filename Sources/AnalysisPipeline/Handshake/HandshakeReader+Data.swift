import ByteParsing
import HandshakeAnalysis
import TLSWire

// Application data that was opened: what it says of the handshake before it.

extension HandshakeReader {
    mutating func observeTunnel(_ content: Span<UInt8>, _ event: Sighting) {
        if tunnels.isEmpty { tunnels.append(TunnelObserver()) }
        guard !tunnels[0].isDone else { return }
        tunnels[0].receive(content, from: event.sender)
        if tunnels[0].isTLS { log(.tunnelsTLS(target: tunnels[0].target), event) }
    }

    /// A certificate was asked for after the handshake, because of what the client wanted: the answer to that tells whether it did,
    /// and what comes after a refusal, how much that refuses.
    private var isAnotherAnswerTelling: Bool {
        guard laterObservers < Self.mostLaterAnswers, facts.framing != .quic else { return false }
        return facts.certificateRequest.map { $0.stage != .handshake } ?? false
    }

    /// Answers that are read after such a request.
    private static let mostLaterAnswers = 4

    private var isHTTP3: Bool {
        guard facts.framing == .quic else { return false }
        let chosen = facts.encryptedExtensions?.message.applicationProtocol
        let names = chosen.map { [$0] } ?? facts.clientHello?.message.applicationProtocols ?? []
        return names.first?.hasPrefix("h3") ?? false
    }

    mutating func expectAnswerOfHTTP3() {
        guard observers.isEmpty, isHTTP3 else { return }
        observers.append(.http3)
        isObserving = true
    }

    mutating func observe(_ content: Span<UInt8>, _ event: Sighting) {
        if observers.isEmpty { observers.append(isHTTP3 ? .http3 : ApplicationObserver()) }
        if observers[0].isDone {
            guard isAnotherAnswerTelling else { return }
            observers[0] = ApplicationObserver()
            laterObservers += 1
        }
        var observer = observers.removeLast()
        let earlier = observer.refusal
        observer.receive(content, from: event.sender, at: event.packet)
        let isNew = observer.refusal != earlier
        let refusal = observer.refusal
        let answer = observer.answer
        isObserving = !observer.isDone
        observers.append(consume observer)
        if isNew, let refusal { log(.refusedByApplication(refusal), event) }
        let isFirst = facts.applicationAnswer == nil || facts.applicationRefusal != nil
        if refusal == nil, let answer, facts.isRequested, isFirst {
            log(.answeredByApplication(code: answer), event)
        }
    }
}
