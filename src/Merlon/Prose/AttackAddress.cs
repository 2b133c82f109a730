using System.Text.RegularExpressions;

namespace Merlon.Prose;

/// <summary>Addresses of pages on attack.mitre.org, and the id of the object that each page is about.</summary>
static partial class AttackAddress
{
    /// <summary>
    /// The object's id behind an address such as <c>https://attack.mitre.org/techniques/T1059/001</c> (<c>T1059.001</c>), of any
    /// version of the site; null for every other address.
    /// </summary>
    public static string? IdOf(string address)
    {
        var match = Page().Match(address);
        if (!match.Success)
        {
            return null;
        }

        // An analytic is a place on the page of its strategy.
        if (match.Groups["place"] is { Success: true } place && ObjectId().IsMatch(place.Value))
        {
            return place.Value.ToUpperInvariant();
        }

        var id = match.Groups["id"].Value.ToUpperInvariant();
        return match.Groups["sub"] is { Success: true } sub ? $"{id}.{sub.Value}" : id;
    }

    /// <summary>An address that may be linked to: absolute, http or https.</summary>
    public static Uri? WebAddress(string address)
        => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 ? uri : null;

    [GeneratedRegex(
        @"\Ahttps?://attack\.mitre\.org/(versions/v[0-9.]+/)?[a-z-]+/(?<id>[A-Z]{1,3}[0-9]{4})(/(?<sub>[0-9]{3}))?/?(#(?<place>[A-Za-z0-9]+))?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, ProseReader.TimeoutMs)]
    private static partial Regex Page();

    [GeneratedRegex(@"\A[A-Z]{1,3}[0-9]{4}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ProseReader.TimeoutMs)]
    private static partial Regex ObjectId();
}
