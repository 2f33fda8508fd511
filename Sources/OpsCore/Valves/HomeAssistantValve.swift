import Foundation

/// A valve as Home Assistant's MQTT discovery takes it: a retained message that says where its state is found.
///
/// It names no command topic, so Home Assistant shows the valve and cannot move it: a command from there would come
/// without a select, without the view it rests on, without an end of its time and without a person's name.
public struct HomeAssistantValve: Equatable, Sendable {
    /// Where the message belongs, retained: `{prefix}/valve/opstui-{site}/{valve}/config`.
    public let topic: String
    public let payload: [UInt8]

    /// Nil for a valve of another schema than JSON's, which Home Assistant cannot read, or where a name makes no topic.
    ///
    /// - Parameter prefix: Home Assistant's own discovery prefix, `homeassistant` where nobody changed it.
    public init?(_ valve: ValveConfiguration, site: String, prefix: String) {
        guard valve.schema == .ops, let state = ValveTopic(site: site, valve: valve.id, kind: .state),
            let availability = ValveTopic(site: site, valve: valve.id, kind: .availability)
        else { return nil }
        topic = "\(prefix)/valve/opstui-\(site)/\(valve.id)/config"
        let message = Message(
            name: valve.name, uniqueID: "opstui-\(site)-\(valve.id)", stateTopic: state.text,
            availabilityTopic: availability.text, attributesTopic: state.text,
            device: Message.Device(identifiers: ["opstui-\(site)"], name: "opstui \(site)"))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(message) else { return nil }
        payload = [UInt8](data)
    }

    /// The device's own report in the four words that Home Assistant knows; a report that cannot be trusted is no state.
    /// The position comes as an attribute: a valve that "reports its position" would be offered a slider.
    static let template = """
        {% if value_json.quality == 'bad' or (value_json.zso and value_json.zsc) %}None\
        {% elif value_json.moving and value_json.target is number %}\
        {{ 'opening' if value_json.target > value_json.position else 'closing' }}\
        {% elif value_json.zsc %}closed{% else %}open{% endif %}
        """

    private struct Message: Encodable {
        struct Device: Encodable {
            let identifiers: [String]
            let name: String
        }

        struct Origin: Encodable {
            let name = "opstui"
            let version = OpsVersion.current

            enum CodingKeys: String, CodingKey {
                case name
                case version = "sw_version"
            }
        }

        let name: String
        let uniqueID: String
        let stateTopic: String
        let availabilityTopic: String
        let attributesTopic: String
        let device: Device
        let origin = Origin()
        let template = HomeAssistantValve.template
        let qos = 1

        enum CodingKeys: String, CodingKey {
            case name, device, origin, qos
            case uniqueID = "unique_id"
            case stateTopic = "state_topic"
            case availabilityTopic = "availability_topic"
            case attributesTopic = "json_attributes_topic"
            case template = "value_template"
        }
    }
}
