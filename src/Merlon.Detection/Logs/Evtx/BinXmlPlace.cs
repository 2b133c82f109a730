namespace Merlon.Logs.Evtx;

/// <summary>Which part of an event an element stands in; it decides what the fields inside are called.</summary>
enum EventPart
{
    /// <summary>Outside of everything: <c>Event</c> is expected.</summary>
    Document,

    /// <summary>Right in <c>Event</c>.</summary>
    Event,

    /// <summary>Right in <c>System</c>.</summary>
    System,

    /// <summary>Right in <c>EventData</c>.</summary>
    EventData,

    /// <summary>Right in <c>UserData</c>: the provider's own root element is expected, whose name is not part of a field's.</summary>
    UserData,

    /// <summary>Right in <c>RenderingInfo</c>, which forwarded and exported events have.</summary>
    RenderingInfo,

    /// <summary>Anywhere else: names are joined by points.</summary>
    Inside,
}

/// <summary>
/// A place in an event where elements can stand: which part it is, and what the names of fields inside begin with. The
/// same rules name the fields of binary events and of events as XML.
/// </summary>
/// <param name="Part">Which part of the event.</param>
/// <param name="Prefix">What names of fields begin with: empty, or ends with a point.</param>
/// <param name="Depth">Depth of the fields as <see cref="LogEvent.DepthOf"/> counts it.</param>
readonly record struct BinXmlPlace(EventPart Part, string Prefix, byte Depth)
{
    /// <summary>Where a record begins.</summary>
    public static BinXmlPlace Document => new(EventPart.Document, "", 0);

    /// <summary>True where an element without content is a field without value, and not just a place without any.</summary>
    public bool HoldsValues => Part is EventPart.EventData or EventPart.Inside && Depth == 0;

    /// <summary>The place inside of an element that stands here.</summary>
    /// <param name="name">The element's local name.</param>
    /// <param name="field">What a field of its text is called, without prefix.</param>
    public BinXmlPlace Enter(string name, string field) => Part switch
    {
        EventPart.Document => name == "Event" ? new BinXmlPlace(EventPart.Event, "", 0) : new BinXmlPlace(EventPart.Inside, "", 0),
        EventPart.Event => name switch
        {
            "System" => new BinXmlPlace(EventPart.System, "", 1),
            "EventData" => new BinXmlPlace(EventPart.EventData, "", 0),
            "UserData" => new BinXmlPlace(EventPart.UserData, "", 0),
            "RenderingInfo" => new BinXmlPlace(EventPart.RenderingInfo, "", 1),
            _ => new BinXmlPlace(EventPart.Inside, name + ".", 1),
        },
        EventPart.UserData => new BinXmlPlace(EventPart.Inside, "", 0),
        EventPart.RenderingInfo => new BinXmlPlace(EventPart.Inside, "RenderingInfo." + field + ".", Depth),
        _ => new BinXmlPlace(EventPart.Inside, Prefix + field + ".", Depth),
    };

    /// <summary>What the field of an element's text is called.</summary>
    /// <param name="name">The element's local name.</param>
    /// <param name="given">Its attribute <c>Name</c>, where it has one that names the field.</param>
    public string FieldOf(string name, string? given) => Part switch
    {
        EventPart.RenderingInfo => name == "Message" ? name : "RenderingInfo." + name,
        _ => Prefix + (given ?? name),
    };

    /// <summary>What the field of an attribute is called.</summary>
    public string FieldOfAttribute(string element, string attribute)
        => Part == EventPart.System && element == "TimeCreated" && attribute == "SystemTime" ? element : FieldOf(element, given: null) + "_" + attribute;

    /// <summary>True for elements whose attribute <c>Name</c> is the name of the field.</summary>
    public static bool IsNamedByAttribute(string element) => element is "Data" or "ComplexData";

    /// <summary>True for attributes that say nothing about the event.</summary>
    public static bool IsNamespace(string attribute) => attribute == "xmlns" || attribute.StartsWith("xmlns:", StringComparison.Ordinal);

    /// <summary>The name without what stands before its colon.</summary>
    public static string LocalName(string name) => name.LastIndexOf(':') is var at and >= 0 ? name[(at + 1)..] : name;
}
