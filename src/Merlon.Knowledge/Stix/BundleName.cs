namespace Merlon.Stix;

/// <summary>What a bundle's file name tells: <c>enterprise-attack-18.1.json</c>, with or without folders, archive and <c>.gz</c>.</summary>
static class BundleName
{
    /// <summary>End of every domain's name.</summary>
    const string DomainSuffix = "-attack";

    public static BundleIdentity Identify(string document)
    {
        var name = document.AsSpan(document.AsSpan().LastIndexOfAny('/', '\\', '!') + 1);
        name = Without(Without(name, ".gz"), ".json");
        var domainEnd = name.IndexOf(DomainSuffix, StringComparison.OrdinalIgnoreCase);
        var afterDomain = domainEnd < 0 ? name : name[(domainEnd + DomainSuffix.Length)..];
        var domain = domainEnd <= 0 ? null : DomainOf(name[..(domainEnd + DomainSuffix.Length)]);
        return new BundleIdentity(domain, VersionIn(afterDomain));
    }

    /// <summary>Drops what stands before the domain's own name: <c>my-enterprise-attack</c> is a name, its domain is the last word of it.</summary>
    static string DomainOf(ReadOnlySpan<char> name)
    {
        var word = name[..^DomainSuffix.Length];
        return $"{word[(word.LastIndexOfAny('-', '_', ' ') + 1)..]}{DomainSuffix}".ToLowerInvariant();
    }

    /// <summary>The last run of digits and points such as <c>18.1</c> that begins the rest or follows <c>-</c>, <c>_</c> or <c>v</c>.</summary>
    static string? VersionIn(ReadOnlySpan<char> rest)
    {
        var end = rest.LastIndexOfAnyInRange('0', '9') + 1;
        var start = end;
        while (start > 0 && (char.IsAsciiDigit(rest[start - 1]) || rest[start - 1] == '.'))
        {
            start--;
        }

        var version = rest[start..end].TrimStart('.');
        var isBounded = start == 0 || rest[start - 1] is '-' or '_' or 'v' or 'V' or ' ';
        return version.IsEmpty || !isBounded || version.Contains("..", StringComparison.Ordinal) ? null : version.ToString();
    }

    static ReadOnlySpan<char> Without(ReadOnlySpan<char> name, string suffix)
        => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? name[..^suffix.Length] : name;
}
