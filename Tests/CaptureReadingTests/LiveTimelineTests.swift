import Testing

@testable import CaptureReading

@Suite struct `The kernel's ring` {
    private let maps = """
        55d0c0a00000-55d0c0a21000 r--p 00000000 fe:00 131 /usr/bin/mtlscope
        7f1000000000-7f1004000000 rw-s 00000000 00:08 48213                      socket:[48213]
        7f1008000000-7f1008200000 rw-s 00000000 00:08 48214                      socket:[48214]
        7ffd11000000-7ffd11021000 rw-p 00000000 00:00 0                          [stack]
        """

    @Test(arguments: [(48213, 64 << 20), (48214, 2 << 20), (131, nil), (0, nil), (1, nil)])
    func `is as large as what is mapped of its socket`(_ inode: UInt64, _ bytes: Int?) {
        #expect(MappedRing.bytes(in: maps, inode: inode) == bytes)
    }
}

@Suite struct `A pattern of interfaces` {
    @Test(arguments: [
        ("eth0", "eth0", true), ("eth0", "eth01", false), ("veth*", "veth1a", true), ("veth*", "eth0", false),
        ("eth[01]", "eth1", true), ("eth[01]", "eth2", false), ("e?h0", "eth0", true), ("any", "any", true),
    ])
    func `matches as a shell's`(_ pattern: String, _ name: String, _ isMatch: Bool) {
        #expect(InterfacePattern(pattern).matches(name) == isMatch)
    }

    @Test func `finds the loopback interface`() { #expect(InterfacePattern.presentNames().contains("lo")) }
}
