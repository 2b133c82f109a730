namespace Merlon.Web.Serving;

/// <summary>Who asks, as the server found out; never as the request says.</summary>
/// <param name="Id">The person's stable key; empty for nobody.</param>
/// <param name="Name">As shown beside what they did; foreign text.</param>
/// <param name="Role">What they may do; of a token the lesser of its own and its owner's.</param>
public sealed record Caller(string Id, string Name, TeamRole Role)
{
    /// <summary>Nobody in particular.</summary>
    public static Caller Nobody { get; } = new("", "", TeamRole.Nobody);

    /// <summary>What a form has to send back to be believed; empty where nothing can be changed. Bound to the session.</summary>
    public string FormKey { get; init; } = "";

    /// <summary>Tag of the language that the person chose; empty for what their browser asks for.</summary>
    public string Language { get; init; } = "";

    /// <summary>True for a program with an API token: it has no session and needs no form key.</summary>
    public bool IsToken { get; init; }
}

/// <summary>The caller of a request.</summary>
static class CallerOfRequest
{
    /// <summary>Who asks; nobody until the server found out.</summary>
    public static Caller Caller(this HttpContext context) => context.Features.Get<Caller>() ?? Serving.Caller.Nobody;
}
