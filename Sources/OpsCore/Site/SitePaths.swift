/// Where a site's socket, lock and state are on this host (INTERFACE.md, "Files").
public struct SitePaths: Equatable, Sendable {
    /// Directories that may hold the socket, in the order in which they are looked at.
    public var socketDirectories: [String]
    public var stateDirectory: String
    public var configurationDirectories: [String]
    public var site: String

    /// Reads the XDG variables from `environment`; `uid` names the private directory.
    public init(environment: [String: String], uid: UInt32, site: String = "main") {
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let home = variable("HOME") ?? "/"
        self.site = site
        socketDirectories = ["/run/opstui"]
        if let runtime = variable("XDG_RUNTIME_DIR") { socketDirectories.append("\(runtime)/opstui") }
        socketDirectories.append("/tmp/opstui-\(uid)")
        let ownState = variable("XDG_STATE_HOME").map { "\($0)/opstui" } ?? "\(home)/.local/state/opstui"
        stateDirectory = uid == 0 && variable("XDG_STATE_HOME") == nil ? "/var/lib/opstui" : ownState
        configurationDirectories = [
            variable("XDG_CONFIG_HOME").map { "\($0)/opstui" } ?? "\(home)/.config/opstui", "/etc/opstui",
        ]
    }

    /// The socket's file name: `opstui.sock` for the default site.
    public var socketName: String { site == "main" ? "opstui.sock" : "opstui-\(site).sock" }

    /// The sockets to look for, in order.
    public var socketCandidates: [String] { socketDirectories.map { "\($0)/\(socketName)" } }
}
