import ByteParsing
import HandshakeAnalysis

@testable import LiveView

/// Records as a watch writes them, and a board that was told of them.
enum Records {
    /// Brief ones, `second` seconds after 2026-01-01T10:00:00Z.
    static func brief(
        _ id: Int,
        second: Int = 0,
        client: String = "192.0.2.10",
        server: String = "192.0.2.20:8443",
        name: String? = "api.example",
        status: String = "failed",
        failure: String? = "client_certificate_rejected",
        cause: String? = "client_certificate_expired",
        confidence: String? = nil
    ) -> String {
        let time = Self.time(second)
        var line =
            #"{"type":"connection","detail":"brief","id":"c\#(id)","time":"\#(time)","client":"\#(client):50000","server":"\#(server)""#
        if let name { line += #","server_name":"\#(name)""# }
        line += #","version":"TLS 1.2","status":"\#(status)""#
        if let confidence { line += #","basis":"inferred","confidence":"\#(confidence)""# }
        if status == "failed" {
            if let failure { line += #","failure":"\#(failure)""# }
            if let cause { line += #","cause":"\#(cause)""# }
            line += #","alert":"certificate_expired","closed_by":"server""#
        }
        return line + "}\n"
    }

    static func time(_ second: Int) -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "2026-01-01T\(two(10 + second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)).000000000Z"
    }

    static func timestamp(_ second: Int) -> Timestamp {
        Timestamp(nanoseconds: (1_767_261_600 + Int64(second)) * 1_000_000_000)
    }

    static func board(_ lines: String..., isLive: Bool = true) -> Board { board(lines, isLive: isLive) }

    static func board(_ lines: [String], isLive: Bool = true) -> Board {
        var board = Board(source: "test", isLive: isLive)
        var reader = RecordReader()
        for line in lines {
            for event in reader.read(Array(line.utf8)) { board.receive(event) }
        }
        return board
    }
}
