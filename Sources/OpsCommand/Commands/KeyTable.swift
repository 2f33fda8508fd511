import Foundation
import OpsCore

/// Keys and tenants as plain text.
enum KeyTable {
    /// A line a key, under a line of headings.
    static func text(_ keys: [KeyStatus], at now: WallTime) -> String {
        let rows = keys.map { key in
            [
                key.id, key.holder, key.scope.rawValue, state(key, now), key.source,
                key.lastUsedAt.map { age(now.seconds(since: $0)) } ?? "-",
            ]
        }
        return table(["ID", "HOLDER", "SCOPE", "STATE", "SOURCE", "USED"], rows)
    }

    /// A line a tenant, under a line of headings.
    static func text(_ tenants: [TenantStatus]) -> String {
        table(
            ["TENANT", "STATE", "KEYS"], tenants.map { [$0.name, $0.state.rawValue, String($0.keyCount)] })
    }

    /// What a reload did: a summary, then a line a change.
    static func text(_ reload: KeyReload) -> String {
        var lines = [
            "\(reload.keys) keys of \(reload.tenants) tenants: \(reload.added.count) added, "
                + "\(reload.removed.count) removed, \(reload.unchanged) unchanged"
        ]
        lines += reload.added.map { "+ \($0.tenant)  \($0.keyId)  \($0.source)" }
        lines += reload.removed.map { "- \($0.tenant)  \($0.keyId)  \($0.source)" }
        lines += reload.rejected.map { "! \($0.source): \($0.reason)" }
        lines += reload.notes.map { "note: \($0)" }
        return lines.map { SafeText.clean($0, limit: 1000) }.joined(separator: "\n") + "\n"
    }

    /// A new key: the key alone on standard output, for scripts; all else on standard error.
    static func show(_ issued: IssuedKey) {
        let status = issued.status
        Output.note("opstui: key \(status.id) of \(status.holder), scope \(status.scope.rawValue)")
        if let old = issued.replaced, let until = old.graceUntil {
            Output.note("opstui: the old key \(old.id) works until \(time(until))")
        }
        guard let key = issued.key else { return }
        Output.note("opstui: this is shown once; keep it now")
        Output.write(key + "\n")
    }

    /// What became of a key.
    static func show(_ key: KeyStatus) {
        Output.write("\(key.id)  \(key.holder)  \(state(key, SystemClock().wall))\n")
    }

    private static func state(_ key: KeyStatus, _ now: WallTime) -> String {
        if let ended = key.ended { return ended.rawValue }
        if let until = key.graceUntil { return "\(key.state.rawValue) for \(age(until.seconds(since: now)))" }
        if let end = key.expiresAt { return "\(key.state.rawValue), \(age(end.seconds(since: now))) left" }
        return key.state.rawValue
    }

    /// Rows under headings, each column as wide as its longest cell.
    static func table(_ heads: [String], _ rows: [[String]]) -> String {
        let lines = [heads] + rows.map { $0.map { SafeText.clean($0, limit: 64) } }
        let widths = heads.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            let cells = zip(line, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }
            var text = cells.joined(separator: "  ")
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }.joined()
    }

    /// The largest whole unit: `3d`, `5h`, `12m`, `40s`.
    static func age(_ seconds: Double) -> String {
        let seconds = max(0, Int(seconds))
        for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60)] where seconds >= size {
            return "\(seconds / size)\(unit)"
        }
        return "\(seconds)s"
    }

    private static func time(_ time: WallTime) -> String {
        Date(timeIntervalSince1970: Double(time.milliseconds) / 1000).formatted(.iso8601)
    }
}
