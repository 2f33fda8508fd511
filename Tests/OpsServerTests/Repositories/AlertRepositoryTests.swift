import OpsCore
import OpsServer
import OpsStorage
import Testing

@Suite(.databases) struct AlertRepositoryTests {
    static let alerts = AlertRepository()

    static func alert(_ id: String, _ source: AlertSource = .rule, _ state: AlertState = .active, since: Double = 0)
        -> AlertStatus
    {
        AlertStatus(
            id: id, name: id, source: source, severity: .critical, state: state, summary: "5xx ratio is 4.2 %",
            labels: ["routeName": "/v1/jobs", "alert_name": "x"], since: RepositoryScope.now.advanced(seconds: since))
    }

    static func save(_ alerts: [AlertStatus], in database: any Database, at time: WallTime = RepositoryScope.now)
        async throws
    {
        try await database.write { connection in
            for alert in alerts { try self.alerts.save(alert, at: time, connection) }
        }
    }

    /// Labels keep their spelling whatever the JSON's own keys look like.
    @Test(arguments: Backend.allCases) func wholeAlertComesBack(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            var alert = Self.alert("a")
            alert.value = 0.042
            alert.expression = "rate(x[1m]) > 0.01"
            alert.incidentId = 7
            try await Self.save([alert], in: database)
            #expect(try await database.read { try Self.alerts.find(id: "a", $0) } == alert)
            alert.state = .acknowledged
            alert.acknowledgedBy = "ana"
            try await Self.save([alert], in: database)
            #expect(try await database.read { try Self.alerts.list($0) } == [alert])
        }
    }

    /// Masks, and what was stored before there were any.
    @Test(arguments: Backend.allCases) func whatIsPutAsideComesBack(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            var alert = Self.alert("a", .plant, .shelved)
            alert.standing = .active
            alert.latch = true
            alert.announcedAt = RepositoryScope.now
            alert.masks = [
                AlertMask(
                    kind: .shelved, by: "ana", reason: "pump 3", since: RepositoryScope.now,
                    until: RepositoryScope.now.advanced(seconds: 60), oneShot: true),
                AlertMask(kind: .suppressed, by: "design", since: RepositoryScope.now),
            ]
            try await Self.save([alert], in: database)
            #expect(try await database.read { try Self.alerts.unresolved($0) } == [alert])
            let old = """
                {"id":"b","labels":{},"name":"b","severity":"info","since":1,"source":"rule","state":"active","summary":"s"}
                """
            try await database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO alerts (id, source, state, severity, since_ms, updated_at_ms, document)
                    VALUES ('b', 'rule', 'active', 'info', 1, 1, ?)
                    """, [.text(old)])
            }
            let former = try await database.read { try Self.alerts.find(id: "b", $0) }
            #expect(former?.masks == nil && former?.standing == nil && former?.holds == true)
        }
    }

    @Test(arguments: Backend.allCases) func whatWasSavedLatelyIsFoundWhateverItsState(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            let now = RepositoryScope.now
            try await Self.save([Self.alert("old")], in: database, at: now.advanced(seconds: -601))
            try await Self.save([Self.alert("edge")], in: database, at: now.advanced(seconds: -600))
            try await Self.save([Self.alert("over", .rule, .resolved)], in: database, at: now)
            let cutoff = now.advanced(seconds: -600)
            #expect(
                try await database.read { try Self.alerts.saved(since: cutoff, limit: 10, $0) }.map(\.id) == [
                    "over", "edge",
                ])
            #expect(
                try await database.read { try Self.alerts.saved(since: cutoff, limit: 1, $0) }.map(\.id) == ["over"])
        }
    }

    @Test(arguments: Backend.allCases) func aValvesPaceComesBack(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            var baseline = TravelBaseline(configuredSeconds: 12)
            for seconds in [11.5, 12.25, 13] { baseline.learn(seconds, .opening) }
            let (first, now) = (baseline, RepositoryScope.now)
            try await database.write { try TravelBaselineRepository().save(first, of: "v-1", at: now, $0) }
            baseline.learn(9, .closing)
            let second = baseline
            try await database.write {
                try TravelBaselineRepository().save(second, of: "v-1", at: now, $0)
                try TravelBaselineRepository().save(first, of: "v-2", at: now.advanced(seconds: -1), $0)
            }
            #expect(
                try await database.read { try TravelBaselineRepository().all($0) } == ["v-1": second, "v-2": first])
            #expect(try await database.read { try TravelBaselineRepository().all(limit: 1, $0) } == ["v-1": second])
        }
    }

    @Test(arguments: Backend.allCases, [Double.nan, .infinity, -.infinity])
    func valueWithoutAWordIsStoredAsNone(_ backend: Backend, _ value: Double) async throws {
        try await RepositoryScope.with(backend) { database in
            var alert = Self.alert("a")
            alert.value = value
            try await Self.save([alert], in: database)
            alert.value = nil
            #expect(try await database.read { try Self.alerts.find(id: "a", $0) } == alert)
        }
    }

    @Test(arguments: Backend.allCases) func listsAreOrderedFilteredAndBounded(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.save(
                [
                    Self.alert("old", .rule, .cleared, since: 1), Self.alert("done", .rule, .resolved, since: 9),
                    Self.alert("new", .plant, .active, since: 5),
                ], in: database)
            let lists = try await database.read { connection in
                [
                    try Self.alerts.list(connection), try Self.alerts.list(source: .plant, connection),
                    try Self.alerts.list(limit: 1, connection), try Self.alerts.list(limit: 0, connection),
                    try Self.alerts.unresolved(connection),
                ].map { $0.map(\.id) }
            }
            #expect(lists == [["new", "old", "done"], ["new"], ["new"], ["new"], ["new", "old"]])
        }
    }

    @Test(arguments: Backend.allCases) func onlyResolvedOnesAreForgotten(_ backend: Backend) async throws {
        try await RepositoryScope.with(backend) { database in
            try await Self.save([Self.alert("a", .rule, .resolved), Self.alert("b")], in: database)
            let later = RepositoryScope.now.advanced(seconds: 1)
            try await Self.save([Self.alert("c", .rule, .resolved)], in: database, at: later)
            let pruned = try await database.write { try Self.alerts.prune(resolvedBefore: later, $0) }
            #expect(pruned == 1)
            #expect(try await database.read { try Self.alerts.list($0) }.map(\.id) == ["b", "c"])
        }
    }
}
