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
