internal import ByteParsing
public import HandshakeAnalysis

extension JSONWriter {
    /// Which record an ``AnalysisSummary`` is written as.
    public enum SummaryKind: String, CaseIterable, Sendable {
        /// What a whole run saw.
        case summary
        /// What a run that goes on has seen so far.
        case statistics
    }

    /// Writes what a run saw as docs/json-report.md has it; every status and kind of failure is there, if only as 0.
    public mutating func summary(_ summary: AnalysisSummary, as kind: SummaryKind = .summary) {
        object { writer in
            writer.field("type", token: kind.rawValue)
            writer.field("schema_version", token: schemaVersion)
            writer.identify(nil)
            writer.field("connections", summary.connectionCount)
            writer.field("statuses") { counts in
                for status in Verdict.Status.allCases {
                    counts.key(status.rawValue)
                    counts.value(summary.statusCounts[status] ?? 0)
                }
            }
            writer.field("failures") { counts in
                for kind in Failure.Kind.allCases {
                    counts.key(kind.rawValue)
                    counts.value(summary.failureCounts[kind] ?? 0)
                }
            }
            writer.field("packets", summary.packetCount)
            writer.field("bytes", summary.byteCount)
            writer.field("filtered_packets", summary.filteredPacketCount)
            writer.field("malformed_packets", summary.malformedPacketCount)
            writer.field("truncated_packets", summary.truncatedPacketCount)
            writer.field("start_time", summary.firstTime)
            writer.field("end_time", summary.lastTime)
            writer.unsupportedLinkTypes(summary.unsupportedLinkTypes)
            writer.passedOver(summary.passedOver)
            writer.attempts(summary.attempts)
            writer.limits(summary.limitHits)
            writer.inputs(summary.inputs)
            writer.key("filters")
            writer.array { list in for filter in summary.filters { list.value(filter) } }
            writer.field("shown", summary.shown)
            writer.field("signatures", token: summary.signatures.rawValue)
            writer.key("dropped_packets")
            if let dropped = summary.droppedPackets {
                writer.object { counts in
                    counts.field("kernel", dropped.byKernel)
                    counts.field("interface", dropped.byInterface)
                }
            } else {
                writer.null()
            }
            writer.live(summary.live)
        }
    }

    private mutating func unsupportedLinkTypes(_ linkTypes: [AnalysisSummary.UnsupportedLinkType]) {
        key("unsupported_link_types")
        array { writer in
            for linkType in linkTypes {
                writer.object { object in
                    object.field("number", linkType.number)
                    object.field("name", linkType.name)
                    object.field("packets", linkType.packetCount)
                }
            }
        }
    }

    private mutating func passedOver(_ kinds: [AnalysisSummary.PassedOver]) {
        key("passed_over")
        array { writer in
            for passed in kinds {
                writer.object { object in
                    object.field("kind", token: passed.kind.rawValue)
                    object.field("name", passed.name)
                    object.field("packets", passed.packets)
                    object.example(passed.example)
                }
            }
        }
    }

    private mutating func attempts(_ attempts: [AnalysisSummary.Attempt]) {
        key("attempts")
        array { writer in
            for attempt in attempts {
                writer.object { object in
                    object.field("kind", token: attempt.kind.rawValue)
                    object.field("transport", token: attempt.transport.rawValue)
                    object.end("server", attempt.server)
                    object.field("count", attempt.count)
                    object.example(attempt.example)
                    object.refusal(attempt.refusal)
                }
            }
        }
    }

    private mutating func refusal(_ refusal: StartRefusal?) {
        key("refusal")
        guard let refusal else { return null() }
        object { writer in
            writer.field("preamble", refusal.preamble.rawValue)
            writer.field("target", refusal.target)
            writer.field("reason", Wording.reason(of: refusal))
        }
    }

    private mutating func example(_ example: AnalysisSummary.Example) {
        key("example")
        object { writer in
            writer.field("input", UInt64(example.packet.input))
            writer.field("frame", example.packet.frame)
            writer.end("source", example.source)
            writer.end("destination", example.destination)
        }
    }

    /// One end; a port of 0 stands for none.
    private mutating func end(_ name: StaticString, _ end: SocketAddress?) {
        key(name)
        guard let end else { return null() }
        object { writer in
            writer.field("address", end.address.description)
            writer.field("port", end.port == 0 ? nil : UInt64(end.port))
        }
    }

    private mutating func limits(_ limits: [AnalysisSummary.LimitHit]) {
        key("limits")
        array { writer in
            for limit in limits {
                writer.object { object in
                    object.field("name", limit.name)
                    object.field("count", limit.count)
                }
            }
        }
    }

    private mutating func inputs(_ inputs: [AnalysisSummary.InputSummary]) {
        key("inputs")
        array { writer in
            for input in inputs {
                writer.object { object in
                    object.field("path", input.path)
                    object.field("packets", input.packetCount)
                    object.key("problems")
                    object.array { problems in
                        for problem in input.problems { problems.problem(problem) }
                    }
                }
            }
        }
    }

    private mutating func problem(_ problem: AnalysisSummary.Problem) {
        object { writer in
            writer.field("category", problem.category.rawValue)
            writer.field("message", problem.message)
            writer.field("offset", problem.offset)
        }
    }
}
