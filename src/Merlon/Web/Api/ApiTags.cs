namespace Merlon.Web.Api;

/// <summary>What each group of operations is about, for the API's description.</summary>
static class ApiTags
{
    /// <summary>One sentence.</summary>
    public static string DescriptionOf(string tag) => tag switch
    {
        "API" => "The API itself.",
        "Assessment" => "Gaps, plan, controls, costs, benefit, maturity, priorities, trend, sign-offs, reports.",
        "Detection" => "Rules, uploaded logs, hunts and their findings, inventory, visibility.",
        "Home" => "Where the organisation stands.",
        "Jobs" => "Work that takes longer than a request.",
        "Journal" => "Every statement that the judgement rests on.",
        "Knowledge" => "What ATT&CK says: objects, search, graph, releases and their differences.",
        "Layers" or "Matrix" => "Navigator layers: made, stored, compared, combined, exported.",
        "Organisation" => "The organisation's own document: sectors, scopes, logs, controls, rules.",
        "People" => "Who may do what: users, sessions, tokens, the audit log.",
        "Settings" => "The server's own settings.",
        "Talk" => "Comments, assignments and who is here.",
        _ => tag + ".",
    };
}
