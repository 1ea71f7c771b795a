import ByteParsing
import HandshakeAnalysis
import LiveView
import OutputWriting
import Redacting
import Reporting
import Synchronization
import SystemLibrary
import Threading

/// What feeds of records have in common: they have no packets.
protocol RecordFeed: TopFeed {}

extension RecordFeed {
    var isLive: Bool { true }
    var readsPackets: Bool { false }
    var noPackets: String? { Diagnostics.topRecordsHaveNoPackets }
    func save(_ report: ConnectionReport, to path: String, _ session: TopSession) {}
    func close() {}
}

/// A file of NDJSON, which may still grow.
final class RecordFileFeed: RecordFeed {
    /// How often a file that has nothing more is looked at again, in microseconds.
    private static let pause: UInt32 = 200_000

    let name: String
    private let path: String

    init(_ path: String) throws(Descriptor.Failure) {
        self.path = path
        name = path
        // Whether it can be read is said before the screen is taken.
        try Descriptor(opening: path).close()
    }

    func run(_ session: TopSession) {
        var reader = RecordReader()
        do throws(Descriptor.Failure) {
            let file = try GrowingFile(path)
            session.start.succeed()
            while !session.isOver {
                let bytes = try file.next()
                if bytes.isEmpty { usleep(Self.pause) } else { session.tell(reader.read(bytes)) }
            }
            file.close()
        } catch {
            session.start.succeed()
            session.tell([.end(Diagnostics.cannotRead(path, error.text))])
        }
    }
}

/// Records that come over a unix socket.
final class SocketFeed: RecordFeed {
    let name: String
    private let path: String
    private let hasEnded = Semaphore()
    private let isRunning = Atomic<Bool>(false)
    private let reader: Mutex<SocketReader>

    init(_ path: String) throws(Descriptor.Failure) {
        self.path = path
        name = "unix:\(path)"
        reader = Mutex(try SocketReader(path))
    }

    func run(_ session: TopSession) {
        isRunning.store(true, ordering: .releasing)
        session.start.succeed()
        var readers: [Int: RecordReader] = [:]
        let isListening = reader.withLock { $0.isListening }
        session.tell([
            .time(.now), .notice(isListening ? Diagnostics.topListens(path) : Diagnostics.topConnected(path)),
        ])
        var next = ContinuousClock.now
        while !session.isOver {
            let events = reader.withLock { $0.next(within: 100) }
            var told: [ViewEvent] = []
            for event in events {
                switch event {
                case .joined(let number):
                    readers[number] = RecordReader()
                    told.append(.notice("a watch is connected"))
                case .bytes(let number, let bytes):
                    if var records = readers.removeValue(forKey: number) {
                        // One of several watches may end without the view's end.
                        told += records.read(bytes).map {
                            if case .end(let text) = $0 { .notice(text) } else { $0 }
                        }
                        readers[number] = records
                    }
                case .left(let number):
                    readers[number] = nil
                    told.append(.notice("a watch has gone"))
                }
            }
            if ContinuousClock.now >= next {
                next = .now + .seconds(1)
                told.append(.time(.now))
            }
            session.tell(told)
        }
        reader.withLock { $0.close() }
        hasEnded.signal()
    }

    /// Waits until the socket's name is given back.
    func close() { if isRunning.load(ordering: .acquiring) { hasEnded.wait() } }
}

/// Standard input: packets or records, as its first bytes say.
final class StreamFeed: TopFeed {
    private static let pieceBytes = 1 << 16

    let name = "standard input"
    let isLive = true
    let readsPackets: Bool
    let noPackets: String?
    private let first: [UInt8]
    private let capture: CaptureFeed?
    private let packets: Descriptor?

    init(_ evidence: EvidenceOptions, _ redaction: Redaction, threads: Int) throws(Descriptor.Failure) {
        first = try Descriptor.standardInput.readSome(atMost: Self.pieceBytes)
        guard !TopSource.isRecords(first) else {
            readsPackets = false
            noPackets = Diagnostics.topRecordsHaveNoPackets
            capture = nil
            packets = nil
            return
        }
        // What was read is read once more, through a pipe of our own.
        let (reading, writing) = try Descriptor.pipe()
        readsPackets = true
        packets = writing
        let feed = CaptureFeed(
            [reading.path],
            evidence,
            redaction,
            threads: threads,
            follows: false,
            name: name,
            isStream: true
        )
        capture = feed
        noPackets = feed.noPackets
    }

    func run(_ session: TopSession) {
        guard let capture, let packets else { return readRecords(session) }
        let first = first
        let thread = Thread {
            do throws(Descriptor.Failure) {
                var piece = first
                while !piece.isEmpty {
                    try packets.write(piece.span)
                    piece = try Descriptor.standardInput.readSome(atMost: Self.pieceBytes)
                }
            } catch {
                // Nobody reads any more, or there is nothing more to be read: either way it is the end of the stream.
            }
            try? packets.close()
        }
        guard let thread else { return session.start.fail(ExitStatus.inputOutput) }
        thread.detach()
        capture.run(session)
    }

    private func readRecords(_ session: TopSession) {
        session.start.succeed()
        var reader = RecordReader()
        session.tell(reader.read(first))
        do throws(Descriptor.Failure) {
            while !session.isOver {
                let bytes = try Descriptor.standardInput.readSome(atMost: Self.pieceBytes)
                if bytes.isEmpty { break }
                session.tell(reader.read(bytes))
            }
            session.tell([.end("standard input has ended")])
        } catch {
            session.tell([.end(Diagnostics.cannotRead("standard input", error.text))])
        }
    }

    func save(_ report: ConnectionReport, to path: String, _ session: TopSession) {}
    func close() {}
}
