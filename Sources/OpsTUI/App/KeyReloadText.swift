import OpsCore

/// A key reload's answer in lines for a person: public ids, never a key.
enum KeyReloadText {
    static func lines(_ reload: KeyReload) -> [String] {
        var lines = [
            "now \(Quantity.count(reload.tenants, "tenant")), \(Quantity.count(reload.keys, "key"))",
            "added \(reload.added.count), removed \(reload.removed.count), unchanged \(reload.unchanged), "
                + "rejected \(reload.rejected.count)",
        ]
        lines += reload.added.map { "+ \($0.tenant) key \($0.keyId) from \($0.source)" }
        lines += reload.removed.map { "- \($0.tenant) key \($0.keyId) from \($0.source)" }
        lines += reload.rejected.map { "! rejected \($0.source): \($0.reason)" }
        lines += reload.notes.map { "  \($0)" }
        return lines
    }
}
