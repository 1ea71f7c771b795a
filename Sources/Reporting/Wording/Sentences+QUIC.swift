internal import ByteParsing
internal import HandshakeAnalysis

extension Sentences {
    /// Appends a step that rests on QUIC's packets; a size is what a packet holds beside its header and its tag.
    func writeQUIC(_ step: InferenceStep, to text: inout ByteBuffer) {
        switch step {
        case .quicClientFinished(let content, let finished, let packet):
            text.say("client's Handshake packet holds ", content, " bytes: a Finished of ", finished)
            text.say(" and nothing that answers a CertificateRequest, ", frame(packet))
        case .quicClientDeclined(let content, let finished, let packet):
            text.say(
                "client's Handshake packet holds ",
                content,
                " bytes: an empty Certificate of 8 and a Finished of "
            )
            text.say("", finished, ", ", frame(packet))
        case .quicClientPresented(let content, let packets, let packet):
            text.say("client's ", Wording.count(packets, "Handshake packet"), " with ", content)
            text.say(" bytes have room for a certificate, and nothing else would be as long, ", frame(packet))
        case .quicClientNotReadable(let content, let packet):
            text.say(
                "client's Handshake packet of ",
                content,
                " bytes may hold one answer or another, ",
                frame(packet)
            )
        case .quicClientEndedEarly(let content, let packet):
            text.say(
                "client ended with a Handshake packet of ",
                content,
                " bytes and never used the keys of data, "
            )
            frame(packet).write(to: &text)
        case .quicClientRepeated(let count, let packet):
            text.say("client sent its answer again ", Wording.count(count, "time"))
            text.say(", and the server acknowledged none of it, ", frame(packet))
        case .quicServerClosed(let handshake, let oneRTT, let packet):
            text.say(
                "server sent ",
                handshake,
                " bytes in a Handshake packet and ",
                oneRTT,
                " in a 1-RTT packet with it: "
            )
            text.say("a CONNECTION_CLOSE is sent like that, and nothing but it followed, ", frame(packet))
        case .quicServerWentOn(let content, let packet):
            text.say("server went on with a 1-RTT packet of ", content)
            text.say(" bytes and no Handshake packet with it, ", frame(packet))
        default: break
        }
    }
}
