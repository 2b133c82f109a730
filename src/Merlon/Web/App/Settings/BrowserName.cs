namespace Merlon.Web.App.Settings;

/// <summary>A browser and system in a few words, guessed from what the browser calls itself; only to tell one's own sessions apart.</summary>
static class BrowserName
{
    static readonly (string Mark, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Version/", "Safari"), ("curl/", "curl")];

    static readonly (string Mark, string Name)[] Systems =
        [("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <summary>Such as <c>Firefox, Linux</c>; the beginning of the text where nothing is known; foreign text.</summary>
    public static string Of(string agent)
    {
        var known = new[] { NameIn(agent, Browsers), NameIn(agent, Systems) }.Where(static name => name.Length > 0).ToList();
        return known.Count > 0 ? string.Join(", ", known) : agent.Length == 0 ? "—" : agent.Length <= 40 ? agent : agent[..40] + "…";
    }

    static string NameIn(string agent, (string Mark, string Name)[] names) => names.FirstOrDefault(known => agent.Contains(known.Mark, StringComparison.Ordinal)).Name ?? "";
}
