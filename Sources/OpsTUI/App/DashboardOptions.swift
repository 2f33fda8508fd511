import OpsClient

/// What a dashboard needs to run.
public struct DashboardOptions: Sendable {
    /// The one door to the server, embedded or attached alike.
    public var client: OpsClient
    /// True removes every key that acts.
    public var readOnly: Bool
    /// A theme's name, looked for in ``themeSearchPaths``, then among the built-in ones.
    public var themeName: String
    /// Directories with `NAME.yaml` themes, most specific first.
    public var themeSearchPaths: [String]
    /// A `keymap.yaml`; the shipped bindings where nil.
    public var keymapFile: String?
    /// True draws with ASCII alone, false with box drawing and braille; nil follows the terminal's locale.
    public var ascii: Bool?
    /// Asked on a quit by key: what would follow from leaving now, for a person; nil where nothing would.
    public var quitWarning: (@Sendable () async -> String?)?
    /// Ends the dashboard from outside, e.g. on SIGTERM.
    public var control: DashboardControl

    /// Options for `client`; the rest as most dashboards want it. The caller closes the client after the run.
    public init(
        client: OpsClient, readOnly: Bool = false, themeName: String = "default", themeSearchPaths: [String] = [],
        keymapFile: String? = nil, ascii: Bool? = nil, quitWarning: (@Sendable () async -> String?)? = nil,
        control: DashboardControl = DashboardControl()
    ) {
        self.client = client
        self.readOnly = readOnly
        self.themeName = themeName
        self.themeSearchPaths = themeSearchPaths
        self.keymapFile = keymapFile
        self.ascii = ascii
        self.quitWarning = quitWarning
        self.control = control
    }
}
