internal import HandshakeAnalysis

extension JSONWriter {
    /// Writes what carried a connection, where there is something to say: many may share it.
    mutating func carried(_ carriage: Carriage) {
        guard lastCarriage === carriage else {
            (lastCarriage, lastCarriageFields) = (carriage, [])
            return write(carriage)
        }
        // From the second time on, since most come once.
        if !lastCarriageFields.isEmpty { return append(fields: lastCarriageFields) }
        let start = buffer.count
        write(carriage)
        lastCarriageFields = buffer.copy(from: start)
    }

    private mutating func write(_ carriage: Carriage) {
        arrayField("encapsulation") { writer in
            for tunnel in carriage.encapsulation {
                writer.object { object in
                    object.field("type", tunnel.type)
                    object.field("id", tunnel.id)
                    object.field("source", tunnel.source)
                    object.field("destination", tunnel.destination)
                }
            }
        }
        if carriage.carrier != nil || !carriage.preambles.isEmpty {
            field("carrier", carriage.carrier)
            arrayField("preambles") { writer in
                for preamble in carriage.preambles {
                    writer.object { object in
                        object.field("type", preamble.type)
                        object.field("name", preamble.name)
                        object.field("port", preamble.port.map(UInt64.init))
                        object.field("client", preamble.client)
                        object.field("server", preamble.server)
                    }
                }
            }
        }
        guard let details = carriage.details else { return }
        key(details.kind.rawValue)
        object { object in
            let fields = details.fields.span
            for index in fields.indices {
                object.key(fields[index].key)
                object.write(fields[index].value)
            }
        }
    }

    private mutating func write(_ value: CarrierDetails.Value) {
        switch value {
        case .text(let text): self.value(text)
        case .texts(let texts): array { writer in for text in texts { writer.value(text) } }
        case .number(let number): self.value(number)
        case .flag(let flag): self.value(flag)
        case .unknown: null()
        }
    }
}
