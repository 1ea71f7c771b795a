internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis

// The records beside connections that a watch writes, as docs/json-report.md has them.
extension JSONWriter {
    mutating func loss(_ loss: PacketLoss) {
        object { writer in
            writer.beginEvent("loss", loss.input)
            writer.field("start_time", loss.start)
            writer.field("end_time", loss.end)
            writer.field("dropped_packets") { counts in
                counts.field("kernel", loss.droppedByKernel)
                counts.field("interface", loss.droppedByInterface)
            }
        }
    }

    mutating func interface(_ change: InterfaceChange) {
        object { writer in
            writer.beginEvent("interface", change.input)
            writer.field("time", change.time)
            writer.field("name", change.name)
            writer.field("state", token: change.state.rawValue)
            writer.field("ring_bytes", change.ringBytes)
            writer.field("detail", change.detail)
        }
    }

    mutating func sighting(_ sighting: CertificateSighting) {
        object { writer in
            writer.beginEvent("certificate", sighting.input)
            writer.field("time", sighting.time)
            writer.field("reason", token: sighting.reason.rawValue)
            writer.field("days_left", Self.daysLeft(sighting))
            writer.field("owner", token: sighting.owner.rawValue)
            writer.field("depth", sighting.depth)
            writer.field("connection", sighting.connection)
            writer.endpointField("client", sighting.client)
            writer.endpointField("server", sighting.server)
            writer.key("certificate")
            writer.certificate(sighting.certificate)
        }
    }

    private mutating func beginEvent(_ type: StaticString, _ input: UInt32?) {
        field("type", type)
        field("schema_version", token: schemaVersion)
        identify(input)
    }

    private mutating func endpointField(_ name: StaticString, _ endpoint: SocketAddress) {
        field(name) { writer in
            writer.field("address", endpoint.address.description)
            writer.field("port", endpoint.port)
        }
    }

    /// Whole days until the certificate's end, less than none once it has ended.
    static func daysLeft(_ sighting: CertificateSighting) -> Int64? {
        guard let end = sighting.certificate.notAfter else { return nil }
        let seconds = end.seconds - sighting.time.nanoseconds / 1_000_000_000
        return seconds >= 0 ? seconds / 86_400 : -((-seconds + 86_399) / 86_400)
    }

    /// Writes how a watch is doing.
    mutating func live(_ live: LiveState?) {
        key("live")
        guard let live else { return null() }
        object { writer in
            writer.field("time", live.time)
            writer.field("uptime_seconds", live.uptimeSeconds)
            writer.field("packets_per_second", live.packetsPerSecond)
            writer.field("bytes_per_second", live.bytesPerSecond)
            writer.field("connections_per_second", live.connectionsPerSecond)
            writer.field("tracked_connections", live.trackedConnections)
            writer.field("resident_bytes", live.residentBytes)
            writer.field("ring_bytes", live.ringBytes)
            writer.key("queue")
            if let queue = live.queue {
                writer.object { object in
                    object.field("bytes", queue.bytes)
                    object.field("capacity", queue.capacity)
                    object.field("dropped_reports", queue.droppedReports)
                }
            } else {
                writer.null()
            }
            writer.key("interfaces")
            writer.array { list in
                for interface in live.interfaces { list.state(of: interface) }
            }
        }
    }

    private mutating func state(of interface: LiveState.Interface) {
        object { object in
            object.field("name", interface.name)
            object.field("state", token: interface.state.rawValue)
            object.field("received_packets", interface.received)
            object.field("dropped_by_kernel", interface.droppedByKernel)
            object.field("dropped_by_interface", interface.droppedByInterface)
            object.field("ring_bytes", interface.ringBytes)
        }
    }
}
