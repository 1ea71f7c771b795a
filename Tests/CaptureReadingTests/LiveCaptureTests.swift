import ByteParsing
import CaptureReading
import Glibc
import TestSupport
import Testing

/// Whether this process may open the loopback interface for capture.
private let mayCapture: Bool = {
    do throws(CaptureError) {
        _ = try LiveCapture(interface: "lo")
        return true
    } catch {
        return false
    }
}()

/// Sends a datagram to a port of 127.0.0.1.
private func send(_ bytes: [UInt8], toPort port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let sent = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            sendto(descriptor, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    #expect(sent == bytes.count)
}

@Suite struct `Live capture` {
    @Test(.enabled(if: mayCapture), arguments: [("lo", LinkType.ethernet), ("any", .linuxSLL)])
    func `sees what passes`(_ interface: String, _ linkType: LinkType) throws {
        let port = UInt16.random(in: 40000...60000)
        var capture = try LiveCapture(interface: interface, filter: "udp dst port \(port)")
        #expect(capture.linkType == linkType)
        let payload: [UInt8] = (0..<40).map { _ in .random(in: 0...255) }
        send(payload, toPort: port)
        var frames: [ReadFrame] = []
        for _ in 0..<50 where frames.isEmpty {
            #expect(try capture.readBatch())
            for index in capture.batch.indices { frames.append(ReadFrame(index, of: capture.batch)) }
        }
        let frame = try #require(frames.first)
        #expect(frame.number == 1)
        #expect(frame.bytes.suffix(40) == payload[...])
        #expect(frame.linkType == linkType)
        #expect(frame.nanoseconds > 1_500_000_000_000_000_000)
        let statistics = capture.statistics()
        #expect(statistics.received >= 1 && statistics.droppedByKernel == 0)
    }

    @Test(.enabled(if: mayCapture)) func `comes back without a packet, and ends on request`() throws {
        var capture = try LiveCapture(interface: "lo", filter: "ether proto 0x1234")
        let stop = capture.stop
        #expect(try capture.readBatch())
        #expect(capture.batch.count == 0)
        stop.request()
        #expect(try !capture.readBatch())
    }

    @Test(.enabled(if: mayCapture)) func `cuts packets at the snapshot length`() throws {
        let port = UInt16.random(in: 40000...60000)
        var options = LiveOptions()
        options.snapLength = 50
        var capture = try LiveCapture(interface: "lo", filter: "udp dst port \(port)", options: options)
        send([UInt8](repeating: 1, count: 100), toPort: port)
        var lengths: [[Int]] = []
        for _ in 0..<50 where lengths.isEmpty {
            #expect(try capture.readBatch())
            for index in capture.batch.indices {
                lengths.append([capture.batch[index].capturedLength, capture.batch[index].originalLength])
            }
        }
        #expect(lengths.first == [50, 142])
    }

    @Test(.enabled(if: mayCapture)) func `refuses a filter that does not compile`() {
        let error = CaptureError(.invalidFilter(message: "can't parse filter expression: syntax error"))
        #expect(throws: error) { _ = try LiveCapture(interface: "lo", filter: "tcp [") }
    }

    @Test func `of no such interface is refused`() {
        do throws(CaptureError) {
            _ = try LiveCapture(interface: "nosuchinterface0")
            Issue.record("opened")
        } catch {
            #expect([.noInput, .notPermitted].contains(error.category))
        }
    }

    @Test func `lists the interfaces`() throws {
        let loopback = try CaptureInterface.all().first { $0.isLoopback }
        #expect(loopback?.name == "lo")
        #expect(loopback?.isUp == true)
        #expect(loopback?.addresses.contains(IPAddress(ipv4: 0x7F00_0001)) == true)
    }
}

@Suite struct `Link types` {
    @Test(arguments: [
        (LinkType.ethernet, "EN10MB"), (.linuxSLL2, "LINUX_SLL2"), (.raw, "RAW"), (.rawDLT12, "RAW"),
        (LinkType(rawValue: 65000), nil),
    ])
    func `have libpcap's names`(_ linkType: LinkType, _ name: String?) {
        #expect(linkType.registeredName == name)
    }
}
