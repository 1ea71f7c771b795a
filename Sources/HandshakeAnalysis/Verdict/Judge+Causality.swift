import ByteParsing
import TLSWire

// Nobody judges what has not reached them: acknowledgement numbers tell whether it had.

extension Judge {
    /// Whether the server left, or said so, before the client's answer to its request had reached it; notes that as well.
    mutating func noteUnheardAnswer(_ reach: Reach) -> Bool {
        guard let packet = facts.clientCertificate?.packet, !reach.mayAnswer(facts.ends.clientCertificate)
        else {
            return false
        }
        reasons.append(.leftBeforeHearing(.server, packet))
        return true
    }

    /// Whether the client left, or said so, before the server's certificate or its request had reached it; notes that as
    /// well.
    mutating func noteUnheardFlight(_ reach: Reach) -> Bool {
        let end = max(facts.ends.serverCertificate, facts.ends.certificateRequest)
        guard let packet = facts.certificateRequest?.packet ?? facts.serverCertificate?.packet,
            !reach.mayAnswer(end)
        else { return false }
        reasons.append(.leftBeforeHearing(.client, packet))
        return true
    }

    /// The same in TLS 1.3 without keys, where the sizes of records tell the flights apart; the role is that of who left.
    mutating func noteUnheardRecords() -> Role? {
        guard let departure = facts.firstDeparture else { return nil }
        let records = facts.encryptedRecords
        let role = departure.role
        // What is first in the capture need not be what was sent first.
        guard !lacksBytes,
            let place = (0..<records.count).first(where: { records.sender(at: $0) == role.opposite }),
            !departure.reach.mayAnswer(records.end(at: place))
        else { return nil }
        reasons.append(.leftBeforeHearing(role, records.packet(at: place)))
        return role
    }
}
