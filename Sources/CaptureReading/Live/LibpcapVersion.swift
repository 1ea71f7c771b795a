import CPcap

/// The version of the libpcap that is loaded.
public enum LibpcapVersion {
    /// As "1.10.3", without what the library says of itself around it.
    public static var text: String {
        let words = unsafe String(cString: pcap_lib_version()).split(separator: " ")
        return String(words.first { $0.first?.isNumber == true } ?? "unknown")
    }
}
