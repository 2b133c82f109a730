namespace Merlon.Web.Api;

/// <summary>A query parameter that a route reads by itself, for the API's description.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it asks for.</param>
/// <param name="Type">Type of its values as JSON schema has it.</param>
sealed record ReadsQuery(string Name, string Description, string Type = "string")
{
    /// <summary>True when it may be given several times.</summary>
    public bool IsList { get; init; }
}

/// <summary>Files of a multipart form that a route takes under a name, for the API's description.</summary>
/// <param name="Name">Name of the form's field.</param>
/// <param name="Description">What the files are.</param>
sealed record TakesFiles(string Name, string Description);

/// <summary>Says that a route's answer may take longer than a request: 200 where it is there in time (<c>Prefer: wait</c>), else 202 with the job that works it out.</summary>
sealed record MayTakeLong
{
    /// <summary>The one there is.</summary>
    public static MayTakeLong Instance { get; } = new();
}

/// <summary>How routes say what the framework cannot see.</summary>
static class RouteWords
{
    /// <summary>Says which query parameters are read.</summary>
    public static TBuilder Reading<TBuilder>(this TBuilder route, params ReadsQuery[] parameters)
        where TBuilder : IEndpointConventionBuilder
        => route.WithMetadata([.. parameters]);

    /// <summary>Says which files a form brings.</summary>
    public static TBuilder Taking<TBuilder>(this TBuilder route, params TakesFiles[] files)
        where TBuilder : IEndpointConventionBuilder
        => route.WithMetadata([.. files]);

    /// <summary>Says that the answer may take long.</summary>
    public static TBuilder InItsTime<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder
        => route.WithMetadata(MayTakeLong.Instance);
}
