import Logging
import OpsCore
import OpsMetrics

/// The alarm rate, floods, and what ends by time alone.
extension AlertService {
    /// The longest sleep, so that a wall clock that was set is noticed.
    static let longestSleep = Duration.seconds(60)

    /// The figures now.
    var load: AlarmLoad { AlarmLoad(rate, alerts: alerts.values) }

    /// Counts an alarm and marks those that are first-out by it.
    func announce(_ alert: AlertStatus) async {
        registry?.increment("alarms_announced_total", [("source", alert.source.rawValue)])
        guard let announcement = AlarmRate.Announcement(alert) else { return }
        let hadFlood = rate.flood != nil
        let firstOuts = rate.announce(announcement)
        if !hadFlood, let flood = rate.flood {
            logger.warning(
                "an alarm flood began",
                metadata: ["alarms": "\(flood.count)", "first_out": "\(flood.firstOut.id)"])
        }
        for first in firstOuts where alerts[first.id] != nil {
            alerts[first.id]?.firstOut = true
            if let marked = alerts[first.id] { await bus.publish(.alert(marked)) }
        }
    }

    /// Shows the figures where they changed.
    func tellLoad() async {
        let load = load
        registry?.setGauge("alarms_recent", [], Double(load.inTenMinutes))
        registry?.setGauge("alarm_flood", [], load.flood == nil ? 0 : 1)
        for (kind, count) in [
            (AlertMask.Kind.shelved, load.shelved), (.suppressed, load.suppressed),
            (.outOfService, load.outOfService),
        ] {
            registry?.setGauge("alerts_put_aside", [("how", kind.rawValue)], Double(count))
        }
        await bus.publishIfChanged(.alarms(load))
    }

    /// Takes up the rate from what was announced before a restart.
    func resumeRate(_ saved: [AlertStatus]) {
        let now = clock.wall
        let announcements = saved.compactMap(AlarmRate.Announcement.init).filter { $0.alarm.at <= now }
        for announcement in announcements.sorted(by: { $0.alarm.at < $1.alarm.at }) {
            for first in rate.announce(announcement) { alerts[first.id]?.firstOut = true }
        }
        rate.advance(to: now)
    }

    /// Ends what ends by time, and sleeps until the next such moment.
    func passTime() async {
        do { try await gate.enter() } catch { return }
        defer { gate.leave() }
        let now = clock.wall
        do {
            for (id, life) in lives {
                guard let due = life.wakesAt, due <= now, let alert = alerts[id] else { continue }
                let endsShelf = life.masks.contains { $0.kind == .shelved }
                let note = AuditNote(
                    by: "opstui", "alert.unshelve", "alert/\(id)", outcome: "time over", requestID: "timer",
                    details: ["name": SafeText.clean(alert.name, limit: 120)])
                try await apply(.timePassed, to: alert, note: endsShelf ? note : nil)
            }
        } catch {
            logger.error("a shelf's end could not be stored", metadata: ["error": "\(error)"])
        }
        rate.advance(to: now)
        await tellLoad()
        arm()
    }

    /// Waits for the next moment at which time alone changes something.
    func arm() {
        waking?.cancel()
        let next = (lives.values.compactMap(\.wakesAt) + [rate.wakesAt].compactMap(\.self)).min()
        guard let next else { return waking = nil }
        // What could not be stored is due already; a second later is soon enough.
        let wait = Duration.milliseconds(max(1_000, next.milliseconds - clock.wall.milliseconds))
        waking = Task { [weak self] in
            do { try await Task.sleep(for: min(wait, Self.longestSleep)) } catch { return }
            await self?.wake()
        }
    }

    /// Runs in the task that waited, which must not cancel itself.
    private func wake() async {
        waking = nil
        await passTime()
    }
}
