internal import HandshakeAnalysis

/// The tunnels around a connection's packets, in words.
enum EncapsulationText {
    /// Such as `VXLAN 42 (203.0.113.1 → 203.0.113.2), GRE 7`, the outermost first; `nil` for none.
    static func text(for report: ConnectionReport) -> String? {
        guard let tunnels = report.carriage?.encapsulation, !tunnels.isEmpty else { return nil }
        return tunnels.map(text).joined(separator: ", ")
    }

    private static func text(for tunnel: Encapsulation) -> String {
        var text = names[tunnel.type] ?? tunnel.type
        if let id = tunnel.id { text += " \(id)" }
        if let source = tunnel.source, let destination = tunnel.destination {
            text += " (\(source) → \(destination))"
        }
        return text
    }

    /// As people write them.
    private static let names = [
        "vxlan": "VXLAN", "geneve": "Geneve", "nvgre": "NVGRE", "gre": "GRE", "pptp": "PPTP call",
        "erspan": "ERSPAN session", "gtp": "GTP-U endpoint", "ip": "IP in IP", "vlan": "VLAN",
        "pbb": "backbone service", "cmd": "Cisco metadata, group", "mpls": "MPLS label",
        "pppoe": "PPPoE session", "macsec": "MACsec", "nsh": "NSH path", "lisp": "LISP",
        "l2tp": "L2TP session", "teredo": "Teredo", "gue": "GUE", "fou": "FOU", "tzsp": "TZSP",
        "capwap": "CAPWAP", "etherip": "EtherIP", "ah": "AH", "esp": "ESP without encryption, index",
    ]
}
