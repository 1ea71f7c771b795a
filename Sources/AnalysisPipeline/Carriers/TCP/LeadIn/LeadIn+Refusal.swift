import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

// Why TLS did not begin.

extension LeadIn {
    /// Why TLS did not begin; `nil` if nobody had asked for it, or it may still begin.
    var refusal: (StartRefusal, server: Direction)? {
        guard let dialogue, let cause = cause ?? causeOfEnd(dialogue) else { return nil }
        let preamble = dialogue.preamble
        // What is asked of a proxy on these ports is no TLS.
        if dialogue.kind.isTunnel, let port = preamble.port, [22, 80].contains(port) { return nil }
        let target = (dialogue.kind.isTunnel ? preamble.name : nil).map { name in
            let host = name.contains(":") ? "[\(name)]" : name
            return preamble.port.map { "\(host):\($0)" } ?? name
        }
        return (StartRefusal(dialogue.kind, target: target, cause), client.opposite)
    }

    private func causeOfEnd(_ dialogue: any Dialogue) -> StartRefusal.Cause? {
        switch dialogue.stage {
        case .asked:
            if firstToLeave != nil || isSilent, let answer = dialogue.otherAnswer { return answer }
            if firstToLeave == client.opposite { return .closed }
            return firstToLeave != nil || isSilent ? .unanswered : nil
        case .handedOver:
            guard !dialogue.kind.isTunnel, firstToLeave != nil, !isOver else { return nil }
            return firstToLeave == client ? .abandoned : .closed
        case .open:
            guard firstToLeave == client, !hasSpoken[client] else { return nil }
            return dialogue.causeOfLeaving
        case .refused(let cause): return cause
        case .declined: return nil
        }
    }
}
