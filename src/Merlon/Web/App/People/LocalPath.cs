namespace Merlon.Web.App.People;

/// <summary>Where somebody goes after signing in, as a request says: a path of this server, never another one (open redirect).</summary>
static class LocalPath
{
    /// <summary>Longest path, in characters.</summary>
    const int CharactersMax = 2_000;

    /// <summary>The path, or <c>/</c> for what is none.</summary>
    public static string Of(string? text)
        => text is { Length: > 0 and <= CharactersMax } && text[0] == '/' && !text.StartsWith("//", StringComparison.Ordinal)
            && !text.Any(static c => char.IsControl(c) || c is '\\' || c > '~') && !text.StartsWith("/sign-", StringComparison.Ordinal) ? text : "/";
}
