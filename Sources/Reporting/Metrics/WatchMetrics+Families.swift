public import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

extension WatchMetrics {
    /// Everything that is counted; what has not happened yet is there as 0, so that the first time is seen as a rise.
    public func families(at now: Timestamp) -> [MetricFamily] {
        connectionFamilies + failureFamilies + captureFamilies(at: now) + timingFamilies
            + certificateFamilies(at: now)
    }

    private typealias Label = MetricFamily.Label

    /// Certain verdicts have no confidence.
    private static let confidences: [Verdict.Confidence?] = [nil] + Verdict.Confidence.allCases
    private static func word(_ confidence: Verdict.Confidence?) -> String {
        confidence?.rawValue ?? "certain"
    }

    private static let versionNames: [String] =
        [
            .ssl2, .ssl3, .tls10, .tls11, .tls12, .tls13, .dtls10, .dtls12, .dtls13,
        ].compactMap { (version: ProtocolVersion) in version.reportName } + [unknownVersion]

    // MARK: Connections

    private var connectionFamilies: [MetricFamily] {
        [
            .counter(
                "connections",
                "TLS connections whose verdict is known, by status, basis and confidence."
            ) {
                for status in Verdict.Status.allCases {
                    for basis in Basis.allCases {
                        for confidence in Self.confidences {
                            let outcome = Outcome(status: status, basis: basis, confidence: confidence)
                            $0.count(
                                [
                                    Label("status", status.rawValue), Label("basis", basis.rawValue),
                                    Label("confidence", Self.word(confidence)),
                                ],
                                outcomes[outcome] ?? 0
                            )
                        }
                    }
                }
            },
            .counter("connections_by_version", "The same connections, by status and protocol version.") {
                for status in Verdict.Status.allCases {
                    for version in Self.versionNames {
                        $0.count(
                            [Label("status", status.rawValue), Label("version", version)],
                            versions[Version(status: status, version: version)] ?? 0
                        )
                    }
                }
            },
            .counter("revisions", "Verdicts of connections that had been reported before, by status.") {
                for status in Verdict.Status.allCases {
                    $0.count([Label("status", status.rawValue)], revisions[status] ?? 0)
                }
            },
            .counter("resumed_connections", "Connections that resumed a session.") { $0.count([], resumed) },
            .counter(
                "certificate_requests",
                "Connections on which the server asked for a client certificate."
            ) {
                $0.count([], requests)
            },
            .counter("certificate_requests_without_presentation", "Those on which the client presented none.")
            {
                $0.count([], requestsWithoutPresentation)
            },
        ] + dimensions.map { family(of: $0) }
    }

    private func family(of counts: BoundedCounts) -> MetricFamily {
        let name = counts.dimension.rawValue
        return .counter(
            "connections_by_\(name)",
            "Connections by status and \(name), of which \(counts.maximum) are told apart; the rest is '\(BoundedCounts.rest)'."
        ) {
            for (value, statuses) in counts.counts.sorted(by: { $0.key < $1.key }) {
                for status in Verdict.Status.allCases {
                    $0.count([Label(name, value), Label("status", status.rawValue)], statuses[status] ?? 0)
                }
            }
        }
    }

    private var failureFamilies: [MetricFamily] {
        [
            .counter("failures", "Verdicts that say failed, by kind and confidence, revisions included.") {
                for kind in Failure.Kind.allCases {
                    Self.fill(&$0, "kind", kind.rawValue, kinds)
                }
            },
            .counter(
                "failures_by_cause",
                "The same by cause: the first diagnosis that explains it, or the kind of failure."
            ) {
                for cause in Self.causes { Self.fill(&$0, "cause", cause, causes) }
            },
        ]
    }

    /// A code can be a kind and a diagnosis.
    private static let causes: [String] = {
        var seen: Set<String> = []
        return Cause.allCodes.filter { seen.insert($0).inserted }
    }()

    private static func fill(
        _ family: inout MetricFamily,
        _ label: String,
        _ code: String,
        _ counts: [FailureSort: UInt64]
    ) {
        for confidence in confidences {
            family.count(
                [Label(label, code), Label("confidence", word(confidence))],
                counts[FailureSort(code: code, confidence: confidence)] ?? 0
            )
        }
    }

    // MARK: Capture

    private func captureFamilies(at now: Timestamp) -> [MetricFamily] {
        let live = summary.live ?? LiveState()
        return [
            .counter("packets", "Packets that were read.") { $0.count([], summary.packetCount) },
            .counter("bytes", unit: "bytes", "Bytes of those packets that were captured.") {
                $0.count([], summary.byteCount)
            },
            .counter("dropped_packets", "Packets that were dropped, by interface and by who dropped them.") {
                for interface in Self.byName(live.interfaces) {
                    let name = Label("interface", interface.name)
                    $0.count([name, Label("by", "kernel")], interface.droppedByKernel)
                    $0.count([name, Label("by", "interface")], interface.droppedByInterface)
                }
            },
            .gauge("interface_up", "1 while the interface is watched, 0 while it is waited for.") {
                for interface in Self.byName(live.interfaces) {
                    $0.gauge(
                        [Label("interface", interface.name)],
                        .whole(interface.state == .watching ? 1 : 0)
                    )
                }
            },
            .counter("dropped_reports", "Reports that were not written, for want of room in the queue.") {
                $0.count([], live.queue?.droppedReports ?? 0)
            },
            .gauge("queue_bytes", unit: "bytes", "What waits to be written.") {
                $0.gauge([], .whole(UInt64(live.queue?.bytes ?? 0)))
            },
            .gauge("tracked_connections", "Connections whose handshake is followed.") {
                $0.gauge([], .whole(UInt64(live.trackedConnections)))
            },
            .gauge(
                "resident_memory_bytes",
                unit: "bytes",
                "Memory of the process, the kernel's ring included."
            ) {
                $0.gauge([], .whole(UInt64(live.residentBytes ?? 0)))
            },
            .gauge("ring_bytes", unit: "bytes", "The kernel's rings of all interfaces.") {
                $0.gauge([], .whole(UInt64(live.ringBytes)))
            },
            .gauge("start_time_seconds", unit: "seconds", "When the watch began, in seconds since 1970.") {
                $0.gauge([], .real(Double((start ?? now).nanoseconds) / 1e9))
            },
            buildFamily,
        ]
    }

    private var buildFamily: MetricFamily {
        var family = MetricFamily("build", .info, "The tool that counts.")
        family.samples.append(
            MetricFamily.Sample("_info", [Label("version", options.release)], .whole(1))
        )
        return family
    }

    /// One that vanished and came again is listed each time.
    private static func byName(_ interfaces: [LiveState.Interface]) -> [LiveState.Interface] {
        var result: [String: LiveState.Interface] = [:]
        for interface in interfaces {
            guard var known = result[interface.name] else {
                result[interface.name] = interface
                continue
            }
            known.droppedByKernel += interface.droppedByKernel
            known.droppedByInterface += interface.droppedByInterface
            if interface.state == .watching { known.state = .watching }
            result[interface.name] = known
        }
        return result.values.sorted { $0.name < $1.name }
    }

    // MARK: Times

    private var timingFamilies: [MetricFamily] {
        var handshakes = MetricFamily(
            "handshake_duration_seconds",
            .histogram,
            unit: "seconds",
            "From the ClientHello to the packet that decided, of handshakes that finished."
        )
        handshakes.histogram(handshakeDuration)
        var decisions = MetricFamily(
            "decision_latency_seconds",
            .histogram,
            unit: "seconds",
            "From the packet that decided to the report, of all but incomplete connections."
        )
        decisions.histogram(decisionLatency)
        return [handshakes, decisions]
    }

    // MARK: Certificates

    private func certificateFamilies(at now: Timestamp) -> [MetricFamily] {
        let owners = CertificateSighting.Owner.allCases
        return [
            .gauge(
                "certificates_ending",
                "Certificates that were shown, have not ended, and end within so many days."
            ) {
                for owner in owners {
                    for days: Int64 in [1, 7, 30] {
                        $0.gauge(
                            [Label("owner", owner.rawValue), Label("days", "\(days)")],
                            .whole(UInt64(certificates.ending(within: days, of: owner, at: now)))
                        )
                    }
                }
            },
            .gauge("certificates_ended", "Certificates that were shown, and have ended.") {
                for owner in owners {
                    $0.gauge(
                        [Label("owner", owner.rawValue)],
                        .whole(UInt64(certificates.ended(of: owner, at: now)))
                    )
                }
            },
            .gauge(
                "certificate_not_after_seconds",
                unit: "seconds",
                "When a certificate ends, in seconds since 1970: those that end next, and those that ended last."
            ) {
                for entry in certificates.soonest(options.certificates, at: now) {
                    $0.gauge(
                        [
                            Label("owner", entry.owner.rawValue), Label("subject", entry.subject),
                            Label("issuer", entry.issuer), Label("serial_number", entry.serialNumber),
                            Label("fingerprint_sha256", entry.fingerprint), Label("depth", "\(entry.depth)"),
                        ],
                        .signed(entry.end)
                    )
                }
            },
        ]
    }
}
