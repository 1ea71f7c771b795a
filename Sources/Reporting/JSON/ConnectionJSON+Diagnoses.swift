internal import ByteParsing
internal import HandshakeAnalysis

extension JSONWriter {
    mutating func diagnoses(_ diagnoses: [Diagnosis], _ sentences: Sentences) {
        arrayField("diagnoses") { writer in
            for diagnosis in diagnoses { writer.diagnosis(diagnosis, sentences) }
        }
    }

    private mutating func diagnosis(_ diagnosis: Diagnosis, _ sentences: Sentences) {
        object { writer in
            writer.field("code", token: diagnosis.code.rawValue)
            writer.field("severity", token: diagnosis.severity.rawValue)
            writer.field("summary", sentences.summary(of: diagnosis))
            writer.field("remedy", sentences.remedy(of: diagnosis))
            writer.field("evidence") { evidence in
                evidence.key("frames")
                evidence.array { for packet in diagnosis.evidence { $0.value(packet.frame) } }
                evidence.key("inputs")
                evidence.array { for packet in diagnosis.evidence { $0.value(packet.input) } }
            }
        }
    }
}
