internal import ByteParsing
internal import HandshakeAnalysis

extension JSONWriter {
    mutating func diagnoses(_ diagnoses: [Diagnosis], _ sentences: Sentences) {
        arrayField("diagnoses") { writer in
            let diagnoses = diagnoses.span
            for index in diagnoses.indices { writer.diagnosis(diagnoses, index, sentences) }
        }
    }

    /// Writes one of them, looked at where it lies: a copy counts a reference for all that it names.
    private mutating func diagnosis(
        _ diagnoses: borrowing Span<Diagnosis>,
        _ index: Int,
        _ sentences: Sentences
    ) {
        buffer.append("{" as StaticString)
        let start = buffer.count
        let cause = diagnoses[index].commonCause
        if let cause, !commonCauses[cause.rawValue].isEmpty {
            append(fields: commonCauses[cause.rawValue])
        } else {
            words(of: diagnoses[index], sentences)
            if let cause { commonCauses[cause.rawValue] = buffer.copy(from: start) }
        }
        evidence(diagnoses[index].evidence)
        close("},")
    }

    private mutating func words(of diagnosis: Diagnosis, _ sentences: Sentences) {
        field("code", token: diagnosis.code.rawValue)
        field("severity", token: diagnosis.severity.rawValue)
        field("summary", sentences.summary(of: diagnosis))
        field("remedy", sentences.remedy(of: diagnosis))
    }

    private mutating func evidence(_ packets: [PacketReference]) {
        if packets.isEmpty { return field("evidence", raw: #"{"frames":[],"inputs":[]},"#) }
        field("evidence") { evidence in
            evidence.key("frames")
            evidence.array { for packet in packets { $0.value(packet.frame) } }
            evidence.key("inputs")
            evidence.array { for packet in packets { $0.value(packet.input) } }
        }
    }
}

/// A cause that is told in the same words whatever connection it is of, and that anybody can bring about by the thousand.
enum CommonCause: Int, CaseIterable {
    case serverNeverAnswered
    case nothingMore
}

extension Diagnosis {
    @inline(__always)
    fileprivate var commonCause: CommonCause? {
        guard severity == .warning else { return nil }
        return switch finding {
        case .serverNeverAnswered: .serverNeverAnswered
        case .captureIncomplete(.end): .nothingMore
        default: nil
        }
    }
}
