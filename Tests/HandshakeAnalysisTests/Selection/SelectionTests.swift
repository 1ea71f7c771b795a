import ByteParsing
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@Suite struct `Selection` {
    private static let v4 = SocketAddress(address: IPAddress(ipv4: 0xC000_0214), port: 8443)
    private static let v6 = SocketAddress(
        address: IPAddress(ipv6High: 0x2001_0DB8_0000_0000, low: 1),
        port: 443
    )

    @Test(arguments: [
        ("192.0.2.20", true, false), ("192.0.2.0/24", true, false), ("192.0.2.16/30", false, false),
        ("0.0.0.0/0", true, false), ("8443", true, false), (":443", false, true),
        ("192.0.2.20:8443", true, false), ("192.0.2.20:443", false, false),
        ("192.0.2.0/24:8443", true, false),
        ("2001:db8::1", false, true), ("2001:db8::/32", false, true), ("::/0", false, true),
        ("[2001:db8::1]:443", false, true), ("[2001:db8::1]", false, true),
        ("[2001:db8::1]:8443", false, false),
        ("2001:0db8:0:0:0:0:0.0.0.1", false, true), ("api.example", true, true), ("*.EXAMPLE", true, true),
        ("api.example:443", false, true), ("*.other", false, false),
    ]) func `by place`(_ text: String, _ first: Bool, _ second: Bool) throws {
        let pattern = try #require(PlacePattern(text))
        #expect(pattern.matches(Self.v4, names: ["api.example"]) == first)
        #expect(pattern.matches(Self.v6, names: ["api.example"]) == second)
    }

    @Test(arguments: [
        ("02:00:5e:00:53:01", true), ("02:00:5E:00:53:01", true), ("02-00-5e-00-53-01", true),
        ("02:00:5e:00:53:02", false), ("02:00:5e-00:53:01", false), ("::/0", false), ("0.0.0.0/0", false),
        ("0", false), ("device-7", true),
    ]) func `a station by its address of the link`(_ text: String, _ matches: Bool) {
        let station = SocketAddress(address: IPAddress(link: 0x0200_5E00_5301), port: 0)
        #expect(PlacePattern(text)?.matches(station, names: ["device-7"]) ?? false == matches)
    }

    @Test func `an address that looks like a station's is no other's`() throws {
        let pattern = try #require(PlacePattern("00:00:c0:00:02:14"))
        #expect(!pattern.matches(Self.v4, names: []))
    }

    @Test func `a client by its identity of EAP`() throws {
        var draft = try ReportDraft(Self.report("2026-01-01T00:00:00Z"))
        draft.carriage = Carriage(identity: "device-7@example.org")
        var filter = ConnectionFilter()
        filter.clients = ["*@example.org"].compactMap { PlacePattern($0) }
        #expect(filter.matches(draft.report))
        filter.clients = ["device-8@example.org"].compactMap { PlacePattern($0) }
        #expect(!filter.matches(draft.report))
    }

    @Test(arguments: [
        "", "99999", "192.0.2.0/33", "2001:db8::/129", "192.0.2.300", "api.example:x", "[::1", "a b", "1.2.3",
        "api.example/24",
    ]) func `a place that is none is refused`(_ text: String) { #expect(PlacePattern(text) == nil) }

    @Test(arguments: [
        ("*", "", true), ("a*", "abc", true), ("*c", "abc", true), ("a*c", "abc", true),
        ("a*b*c", "abc", true),
        ("ab*bc", "abc", false), ("*b*", "abc", true), ("A*", "abc", true), ("a", "abc", false),
        ("abc", "ABC", true),
        ("a**c", "ac", true), ("*ab*ab", "abab", true), ("*ab*ab", "ab", false),
    ]) func `by name`(_ pattern: String, _ name: String, _ matches: Bool) {
        #expect(NamePattern(pattern).matches(name) == matches)
    }

    @Test func `without an asterisk by a part of it, where that is asked for`() {
        #expect(NamePattern("BOT-7", matchesPart: true).matches("CN=bot-7,O=Example"))
        #expect(!NamePattern("bot-8", matchesPart: true).matches("CN=bot-7,O=Example"))
        #expect(!NamePattern("CN=bot*9", matchesPart: true).matches("CN=bot-7,O=Example"))
    }

    // MARK: Time

    private static let second: Int64 = 1_000_000_000
    /// 2026-01-01T12:00:00Z.
    private static let noon = Timestamp(nanoseconds: 1_767_268_800 * second)

    @Test(arguments: [
        ("2026-01-01T12:00:00Z", 0), ("2026-01-01t12:00:00z", 0), ("2026-01-01T13:00:00+01:00", 0),
        ("2026-01-01 11:30:00-00:30", 0), ("2026-01-01T12:00:00.5Z", 500_000_000), ("2026-01-01T14:00:00", 0),
        ("2026-01-01T14:00", 0), ("2026-01-01", -14 * 3600 * second),
        ("2024-02-29T12:00:00Z", -672 * 86_400 * second),
        ("-10m", -600 * second), ("-2h", -7200 * second), ("-1d", -86_400 * second), ("-0s", 0),
    ]) func `a moment`(_ text: String, _ distance: Int64) throws {
        let clock = WallClock { _ in 2 * 3600 }
        let bound = try #require(TimeBound(text, clock: clock, now: Self.noon))
        #expect(bound == .moment(Timestamp(nanoseconds: Self.noon.nanoseconds + distance)))
    }

    @Test(arguments: [("10:00", 36_000), ("00:00:01", 1), ("23:59:59", 86_399)])
    func `a time of day`(_ text: String, _ seconds: Int64) {
        #expect(TimeBound(text, clock: .utc, now: Self.noon) == .timeOfDay(seconds * Self.second))
    }

    @Test(arguments: [
        "", "now", "10", "25:00", "10:60", "-10", "-10w", "10m", "2026-13-01", "2026-01-01T",
        "2026-01-01X10:00",
        "2026-01-01T10:00:00+1", "-99999999999999999999d", "-999999999999d",
    ]) func `a time that is none is refused`(_ text: String) {
        #expect(TimeBound(text, clock: .utc, now: Self.noon) == nil)
    }

    // MARK: Connections

    private static func report(_ time: String) throws -> ConnectionReport {
        guard case .moment(let moment)? = TimeBound(time, clock: .utc, now: noon) else { throw Problem() }
        let packet = PacketReference(frame: 1, input: 0, time: moment)
        return ReportDraft(
            id: ConnectionID(7),
            transport: .tcp,
            client: v6,
            server: v4,
            first: packet,
            last: packet,
            tls: TLSFacts(),
            verdict: Verdict(.failed, failure: Failure(.clientGaveUp))
        ).report
    }
    private struct Problem: Error {}

    @Test(arguments: [
        ("22:00", "06:00", "23:00", true), ("22:00", "06:00", "05:59", true),
        ("22:00", "06:00", "12:00", false),
        ("10:00", "11:00", "10:30", true), ("10:00", "11:00", "11:30", false),
    ]) func `a span of the day may pass midnight`(
        _ since: String,
        _ until: String,
        _ time: String,
        _ matches: Bool
    ) throws {
        var filter = ConnectionFilter()
        filter.since = TimeBound(since, clock: .utc, now: Self.noon)
        filter.until = TimeBound(until, clock: .utc, now: Self.noon)
        #expect(filter.matches(try Self.report("2026-01-02T\(time):00Z")) == matches)
    }

    @Test func `all kinds that are given have to hold, and any of each`() throws {
        let report = try Self.report("2026-01-01T00:00:00Z")
        var filter = ConnectionFilter()
        #expect(filter.matches(report))
        filter.causes = [NamePattern("client_*")]
        filter.statuses = [.failed, .incomplete]
        filter.servers = ["1.2.3.4", "192.0.2.20"].compactMap { PlacePattern($0) }
        #expect(filter.matches(report))
        filter.ids = [ConnectionID(8)]
        #expect(!filter.matches(report))
        filter.ids.insert(ConnectionID(7))
        #expect(filter.matches(report))
        filter.serverNames = [NamePattern("*")]
        #expect(!filter.matches(report))
    }

    @Test(arguments: ["212", "#212", "c212"]) func `a number of a connection`(_ text: String) {
        #expect(ConnectionID(text) == ConnectionID(212))
    }

    @Test(arguments: ["", "0", "c", "#", "-1", "c-1", "cc1", "1c", "99999999999999999999"])
    func `a number that is none is refused`(_ text: String) { #expect(ConnectionID(text) == nil) }
}
