import OpsCore

/// The alarm rate and what is put aside, in as many words as fit.
enum AlarmWords {
    /// `3 in 10 min, aim 1 · 2 shelved`; nil where there is nothing to say.
    static func load(_ load: AlarmLoad, room: Int, separator: String) -> String? {
        guard load.inTenMinutes > 0 || load.masked > 0 else { return nil }
        let rate = load.inTenMinutes
        let wordings = [
            ["\(rate) in 10 min, aim \(load.aimInTenMinutes)", masked(load)],
            ["\(rate) in 10 min, aim \(load.aimInTenMinutes)", load.masked > 0 ? "\(load.masked) put aside" : ""],
            ["\(rate) in 10 min", load.masked > 0 ? "\(load.masked) aside" : ""],
            [load.masked > 0 ? "\(load.masked) aside" : "\(rate) in 10 min"],
        ].map { $0.filter { !$0.isEmpty }.joined(separator: " \(separator) ") }
        return wordings.first { $0.count <= room } ?? wordings.last
    }

    /// `2 shelved, 1 suppressed, 1 out of service`; empty where nothing is put aside.
    static func masked(_ load: AlarmLoad) -> String {
        [
            (load.shelved, "shelved"), (load.suppressed, "suppressed"), (load.outOfService, "out of service"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// What puts an alert aside, for its row: `shelved 42m`, `shelved once`, `suppressed`, `out of service`.
    static func mask(_ alert: AlertStatus, at now: WallTime) -> String {
        guard let mask = alert.masks?.first else { return Words.alert(alert.state) }
        guard mask.kind == .shelved else { return Words.alert(alert.state) }
        if mask.oneShot { return "shelved once" }
        return "shelved " + Quantity.calmDuration(mask.until.map { $0.seconds(since: now) })
    }
}
