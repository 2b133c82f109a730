namespace Merlon.Assessment;

/// <summary>The keys of each mapping of <c>organisation.yaml</c>; docs/formats/organisation.schema.json has the same (a test compares them).</summary>
static class OrganisationKeys
{
    public static readonly string[] Root =
    [
        "merlon", "name", "sectors", "regions", "domains", "platforms", "scopes", "groups", "log_sources", "mitigations", "controls", "rules",
        "tests", "budget", "costs",
    ];

    public static readonly string[] Scope = ["name", "weight", "platforms"];
    public static readonly string[] Group = ["group", "weight", "reason"];
    public static readonly string[] LogSource = ["source", "event_ids", "scopes", "devices", "since", "owner"];
    public static readonly string[] Mitigation = ["mitigation", "degree", "scopes", "since", "owner"];
    public static readonly string[] Control = ["framework", "control", "controls", "degree", "scopes", "since", "owner"];
    public static readonly string[] Rules = ["path", "state", "scopes"];
    public static readonly string[] Test = ["technique", "outcome", "date", "scopes", "name"];
    public static readonly string[] Costs = ["currency", "day_rate", "measures"];
    public static readonly string[] Measure = ["days", "money"];

    public static readonly string[] Degrees = ["none", "minimal", "partial", "significant"];
    public static readonly string[] Outcomes = ["none", "logged", "alerted", "blocked"];
    public static readonly string[] RuleStates = ["deployed", "available"];
    public static readonly string[] GeneralMeasures = ["mitigation", "log_source", "rule", "test"];
}
