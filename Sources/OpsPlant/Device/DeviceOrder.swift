import OpsCore

/// What a device is told.
enum DeviceOrder: Sendable {
    case command(ValveCommandMessage, EdgeReplyTo, retained: Bool)
    /// A command of a schema without select.
    case unselected(UnselectedCommand)
    /// Say everything again.
    case rebirth
}
