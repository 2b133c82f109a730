namespace Merlon.Web.App.Assessment;

/// <summary>The steps of the guided assessment.</summary>
static class GuideSteps
{
    /// <summary>The steps in order; keys of addresses and texts.</summary>
    public static readonly string[] All = ["who", "threats", "scopes", "logs", "controls", "rules", "tests", "costs", "review", "sign-off"];

    /// <summary>How many things that could be said are seen before somebody asks for all: those that matter most come first.</summary>
    public const int ShownAtFirst = 12;

    /// <summary>Which keys of the organisation file a step asks for.</summary>
    public static string[] KeysOf(string step) => step switch
    {
        "who" => ["name", "sectors", "regions", "domains"],
        "threats" => ["groups"],
        "scopes" => ["scopes", "platforms"],
        "logs" => ["log_sources", "telemetry", "retention_days", "dettect"],
        "controls" => ["mitigations", "controls", "mappings"],
        "rules" => ["rules"],
        "tests" => ["tests"],
        "costs" => ["costs", "budget", "roles", "plan", "measures"],
        _ => [],
    };

    /// <summary>The step that mends what is noticed at a place of the file, or null where only the text does.</summary>
    public static string? StepOf(string? path)
    {
        var key = path?.Split('.', '[')[0];
        return key is null ? null : Array.Find(All, step => KeysOf(step).Contains(key, StringComparer.Ordinal));
    }

    /// <summary>A step, or a refusal.</summary>
    /// <exception cref="InvalidDataException">There is no such step.</exception>
    public static string Known(string? step) => Array.Find(All, one => string.Equals(one, step, StringComparison.Ordinal)) ?? throw new InvalidDataException($"the steps are {string.Join(", ", All)}");

    /// <summary>An answer, or a refusal.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static string AnswerOf(string? answer) => answer is "" or null ? "" : answer is "unknown" or "skipped" or "done" ? answer : throw new InvalidDataException("an answer is unknown, skipped, done, or empty to take it back");
}
