import OpsCore
import Testing

@Suite struct KeyChangeTests {
    private static let now = WallTime(milliseconds: 1_790_000_000_000)
    private static let replace = KeyChange.replace(successor: "next", graceSeconds: 60)

    enum Start: String, CaseIterable, Sendable { case active, paused, revoked, expired, inGrace, replaced }

    private static func record(_ start: Start) -> KeyRecord {
        var record = KeyRecord(id: "k", holder: "acme", scope: .tenant, source: KeyRecord.storeSource)
        switch start {
        case .active: break
        case .paused: record.state = .paused
        case .revoked: record.state = .revoked
        case .expired: record.expiresAt = now
        case .inGrace: (record.graceUntil, record.successorID) = (now.advanced(seconds: 1), "s")
        case .replaced: (record.graceUntil, record.successorID) = (now, "s")
        }
        return record
    }

    /// nil: refused.
    @Test(
        arguments: [
            (.active, .pause, .paused), (.active, .resume, .active), (.active, .revoke, .ended(.revoked)),
            (.active, replace, .active),
            (.paused, .pause, .paused), (.paused, .resume, .active), (.paused, .revoke, .ended(.revoked)),
            (.paused, replace, .paused),
            (.revoked, .pause, nil), (.revoked, .resume, nil), (.revoked, .revoke, .ended(.revoked)),
            (.revoked, replace, nil),
            (.expired, .pause, nil), (.expired, .resume, nil), (.expired, .revoke, .ended(.revoked)),
            (.expired, replace, nil),
            (.inGrace, .pause, .paused), (.inGrace, .resume, .active), (.inGrace, .revoke, .ended(.revoked)),
            (.inGrace, replace, nil),
            (.replaced, .pause, nil), (.replaced, .resume, nil), (.replaced, .revoke, .ended(.revoked)),
            (.replaced, replace, nil),
        ] as [(Start, KeyChange, KeyStanding?)])
    func decides(start: Start, change: KeyChange, wanted: KeyStanding?) throws {
        let record = Self.record(start)
        guard let wanted else {
            let refusal = try #require(throws: Refusal.self) { try record.applying(change, at: Self.now) }
            #expect(refusal.code == .stateChanged)
            return
        }
        #expect(try record.applying(change, at: Self.now).standing(at: Self.now) == wanted)
    }

    @Test func graceEndsTheOldKeyAndZeroEndsItAtOnce() throws {
        let rotated = try Self.record(.active).applying(Self.replace, at: Self.now)
        #expect(rotated.successorID == "next")
        #expect(rotated.standing(at: Self.now.advanced(seconds: 59.9)) == .active)
        #expect(rotated.standing(at: Self.now.advanced(seconds: 60)) == .ended(.replaced))
        let atOnce = try Self.record(.active).applying(.replace(successor: "n", graceSeconds: 0), at: Self.now)
        #expect(atOnce.standing(at: Self.now) == .ended(.replaced))
    }

    @Test func theStatusSaysWhatTimeDid() {
        let status = Self.record(.expired).status(at: Self.now)
        #expect(status.state == .revoked)
        #expect(status.ended == .expired)
        #expect(Self.record(.inGrace).status(at: Self.now).ended == nil)
    }

    @Test(
        arguments: [
            (0, 1000, [], Role.admin), (1000, 1000, [], .admin), (1, 1000, ["opstui-operator"], .operator),
            (1, 1000, ["opstui-viewer", "users"], .viewer), (1, 1000, ["opstui-viewer", "opstui-operator"], .operator),
            (1, 1000, ["users", "wheel", "root"], nil), (1, 1000, [], nil),
        ] as [(UInt32, UInt32, Set<String>, Role?)])
    func peopleOfThisHost(uid: UInt32, server: UInt32, groups: Set<String>, role: Role?) {
        #expect(LocalRole.role(uid: uid, serverUser: server, groups: groups) == role)
    }
}
