import ByteParsing
import HandshakeAnalysis
import PacketDecoding

/// The chosen dialogues of EAP over LAN, by the station: its frames, and the authenticator's, may go to a group address, so that
/// addresses alone are not a flow.
struct StationDialogues {
    private struct Dialogue {
        let key: FlowKey
        let station: IPAddress
        let authenticator: IPAddress
        let member: ConnectionSelection.Member
    }

    private var dialogues: [IPAddress: [Dialogue]] = [:]

    init(_ selection: ConnectionSelection) {
        for (ends, member) in selection.stations {
            let dialogue = Dialogue(
                key: FlowKey(between: ends.client, ends.server),
                station: ends.client.address,
                authenticator: ends.server.address,
                member: member
            )
            for end in Set([dialogue.station, dialogue.authenticator]) {
                dialogues[end, default: []].append(dialogue)
            }
        }
    }

    /// The flow that stands for the dialogue of a frame; the latest that was under way.
    func flow(of datagram: Datagram, at packet: PacketReference) -> FlowKey {
        let (source, destination) = (datagram.source.address, datagram.destination.address)
        let own = (dialogues[source] ?? []) + (dialogues[destination] ?? [])
        let found = own.last { dialogue in
            guard dialogue.member.includes(packet) else { return false }
            if source == dialogue.station || destination == dialogue.station { return true }
            // To all of a port, or of a station that is not known.
            return source == dialogue.authenticator
                && (destination == .portAccessEntities || dialogue.station == .portAccessEntities)
        }
        return found?.key ?? datagram.key.key(in: .none)
    }
}
