namespace Merlon.Assessment;

/// <summary>The keys of each mapping of <c>organisation.yaml</c>; docs/formats/organisation.schema.json has the same (a test compares them).</summary>
static class OrganisationKeys
{
    public static readonly string[] Root =
    [
        "merlon", "name", "sectors", "regions", "domains", "platforms", "scopes", "groups", "log_sources", "mitigations", "controls", "rules",
        "tests", "budget", "costs",
        "telemetry", "retention_days",
        "mappings",
        "dettect", "maturity",
        "ledger", "scenarios", "benefit", "flows",
        "roles", "plan", "measures",
    ];

    public static readonly string[] Scope = ["name", "weight", "platforms", "devices", "hosts"];
    public static readonly string[] Group = ["group", "weight", "reason"];
    public static readonly string[] LogSource = ["source", "event_ids", "scopes", "devices", "since", "owner", "quality", "retention_days"];
    public static readonly string[] Mitigation = ["mitigation", "degree", "scopes", "since", "owner"];
    public static readonly string[] Control = ["framework", "control", "controls", "degree", "scopes", "since", "owner"];
    public static readonly string[] Rules = ["path", "state", "scopes"];
    public static readonly string[] Test =
    [
        "technique", "outcome", "date", "scopes", "name", "rule", "log_source", "mitigation", "control", "time_to_detect", "time_to_alert", "evidence",
    ];
    public static readonly string[] Costs = ["currency", "day_rate", "measures"];
    public static readonly string[] Measure = ["days", "money", "training", "tools", "people"];
    public static readonly string[] CostPart = ["once", "yearly", "days", "yearly_days", "role"];
    public static readonly string[] Role = ["role", "day_rate", "days_per_quarter"];
    public static readonly string[] Plan = ["horizon_years", "discount_rate", "quarters", "budgets", "must", "exclude", "owned", "controls"];
    public static readonly string[] Budgets = ["money", "yearly", "money_per_quarter", "days"];
    public static readonly string[] OwnMeasure = ["id", "title", "kind", "costs", "requires", "excludes", "owned", "owner", "provides"];
    public static readonly string[] Provided = ["mitigation", "framework", "control", "log_source", "degree"];

    public static readonly string[] Telemetry = ["path", "scopes", "as_of"];
    public static readonly string[] Quality = ["device", "field", "timeliness", "consistency", "retention"];
    public static readonly string[] Mapping = ["path", "framework", "target", "licence"];
    public static readonly string[] Dettect = ["path", "scopes"];

    public static readonly string[] Degrees = ["none", "minimal", "partial", "significant"];
    public static readonly string[] Outcomes = ["none", "logged", "alerted", "blocked"];
    public static readonly string[] RuleStates = ["deployed", "available"];
    public static readonly string[] Scenario =
    [
        "name", "frequency", "magnitude", "distribution", "counts", "path", "techniques", "groups", "flow", "alternatives", "dependence", "source", "note",
    ];

    public static readonly string[] ScenarioRange = ["low", "likely", "high"];
    public static readonly string[] ScenarioDistributions = ["pert", "lognormal"];
    public static readonly string[] ScenarioCounts = ["losses", "attempts"];
    public static readonly string[] ScenarioAlternatives = ["mean", "best"];
    public static readonly string[] GeneralMeasures = ["mitigation", "log_source", "rule", "test", "control"];
    public static readonly string[] OwnMeasureKinds = ["tool", "course", "exercise", "rules", "test", "other"];
    public static readonly string[] YesNo = ["no", "yes", "false", "true"];
}
