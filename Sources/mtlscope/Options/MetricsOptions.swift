import ArgumentParser
import MetricsServing
import Reporting

/// How counters are handed out.
struct MetricsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Serve metrics for Prometheus at http://ADDRESS:PORT/metrics, and /healthz; a port alone is one of 127.0.0.1.
            """,
            valueName: "address:port"
        )
    )
    var metrics: String?

    @Option(
        help: ArgumentHelp(
            "Write metrics to this file every 15 seconds, as node_exporter's textfile collector reads them.",
            valueName: "file"
        ),
        completion: .file()
    )
    var metricsFile: String?

    @Option(
        help: ArgumentHelp(
            """
            Also count connections by this, for at most this many values of it: server_name:50, server, client, \
            client_issuer, server_issuer, client_subject; repeatable.
            """,
            valueName: "what:number"
        ),
        completion: .list(Completions.countedBy)
    )
    var metricsBy: [MetricsRule] = []

    func validate() throws {
        if let metrics, ListeningAddress(metrics) == nil {
            throw ValidationError(
                "'--metrics \(metrics)' is no place to listen: give a port, or an address with one, such as 0.0.0.0:9617."
            )
        }
        if !metricsBy.isEmpty, metrics == nil, metricsFile == nil {
            throw ValidationError("'--metrics-by' needs '--metrics' or '--metrics-file'.")
        }
        guard Set(metricsBy.map(\.dimension)).count == metricsBy.count else {
            throw ValidationError("'--metrics-by' names the same twice.")
        }
    }

    var isWanted: Bool { metrics != nil || metricsFile != nil }
}

/// What connections are counted by, and how many values are told apart: `server_name:50`.
struct MetricsRule: ExpressibleByArgument, Hashable {
    /// Values that can be told apart at most: each has a series for every status.
    static let maximumValues = 1000
    private static let usualValues = 50

    let dimension: MetricDimension
    let values: Int

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let dimension = parts.first.flatMap({ MetricDimension(rawValue: String($0)) }) else {
            return nil
        }
        guard let values = parts.count > 1 ? Int(parts[1]) : Self.usualValues,
            (1...Self.maximumValues).contains(values)
        else { return nil }
        self.dimension = dimension
        self.values = values
    }
}
