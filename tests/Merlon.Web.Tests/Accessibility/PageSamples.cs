namespace Merlon.Web.Tests.Accessibility;

/// <summary>An address of every page of the application, by its route. A page without one fails a test, so that none goes unlooked at.</summary>
static class PageSamples
{
    /// <summary>Paths by route pattern; several where a page looks quite different with other parameters.</summary>
    public static IReadOnlyDictionary<string, string[]> ByRoute { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["/"] = ["/"],
        ["/assessment"] = ["/assessment"],
        ["/detection"] = ["/detection"],
        ["/journal"] = ["/journal"],
        ["/knowledge"] = ["/knowledge"],
        ["/matrix"] = ["/matrix"],
        ["/settings"] = ["/settings"],
    };

    /// <summary>Routes that answer a GET with something else than a page, and with what.</summary>
    public static IReadOnlyDictionary<string, string> NotPages { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/assets/{version}/{name}"] = "styles, scripts and pictures",
    };
}
