using Merlon.Web.Api;

namespace Merlon.Web.App.Assessment.Plans;

/// <summary>What a question about a plan may say, for the API's description; the frontier takes must and exclude.</summary>
static class PlanQuery
{
    /// <summary>The parameters, as the options of <c>merlon plan</c>.</summary>
    public static ReadsQuery[] Parameters { get; } =
    [
        new("budget", "Most one-off money, days at their rates included; the organisation's otherwise.", "number"),
        new("yearly", "Most money a year for what recurs.", "number"),
        new("days", "Most one-off person-days of a role, such as engineer=60.") { IsList = true },
        new("quarters", "Quarters that the plan is spread over.", "integer"),
        new("must", "Ids of measures that the plan contains.") { IsList = true },
        new("exclude", "Ids of measures that it does not contain.") { IsList = true },
        new("owned", "Ids of measures that are paid already.") { IsList = true },
        new("controls", "Frameworks whose controls are measures too.") { IsList = true },
        new("explain", "Ids of measures of which is said why they are in or out.") { IsList = true },
        new("curve", "True for the curve of budget against coverage.", "boolean"),
        new("greedy", "True to choose greedily, without a proof.", "boolean"),
        new("exact", "True to search until the plan is proven best.", "boolean"),
        new("reasons", "False to leave reasons out, which is quicker.", "boolean"),
    ];
}
