using Merlon.Assessment;

namespace Merlon.Visibility;

/// <summary>
/// Which scope a host is of. The scopes that the telemetry is declared for are asked (all of them where it names none): those with a
/// pattern that fits; where none fits, those without any pattern.
/// </summary>
sealed class HostRouter(IReadOnlyList<Scope> scopes)
{
    readonly Dictionary<(string Host, string Scope), bool> fits = [];

    /// <summary>True when the host's records in telemetry of <paramref name="telemetryScopes"/> are of the scope.</summary>
    public bool IsOf(string host, Scope scope, IReadOnlyList<string> telemetryScopes)
    {
        var isAsked = IsAsked(scope, telemetryScopes);
        if (!isAsked)
        {
            return false;
        }

        return Fits(host, scope)
            || scope.Hosts.Count == 0 && !scopes.Any(s => IsAsked(s, telemetryScopes) && Fits(host, s));
    }

    static bool IsAsked(Scope scope, IReadOnlyList<string> telemetryScopes) => telemetryScopes.Count == 0 || telemetryScopes.Contains(scope.Name, StringComparer.Ordinal);

    bool Fits(string host, Scope scope)
    {
        if (!fits.TryGetValue((host, scope.Name), out var isOf))
        {
            fits.Add((host, scope.Name), isOf = scope.Hosts.Any(pattern => HostPattern.Fits(pattern, host)));
        }

        return isOf;
    }
}

/// <summary>How many devices a scope says that it has.</summary>
static class DeclaredDevices
{
    /// <summary>Its number; else how many hosts it names, where none of them is a pattern; else null.</summary>
    public static int? Of(Scope scope) => scope.Devices is { } count ? count
        : scope.Hosts.Count > 0 && !scope.Hosts.Any(HostPattern.IsPattern) ? scope.Hosts.Count
        : null;
}

/// <summary>Hosts as devices: a name with its domain and the same name without one are one device, whichever comes first.</summary>
sealed class DeviceNames
{
    readonly Dictionary<string, string> byLabel = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names under which hosts are counted, each once, in no particular order.</summary>
    public IReadOnlyList<string> Of(IEnumerable<string> hosts) => [.. hosts.Select(NameOf).Distinct(StringComparer.OrdinalIgnoreCase)];

    string NameOf(string host)
    {
        var label = HostPattern.FirstLabelOf(host).ToString();
        byLabel.TryAdd(label, label);
        return byLabel[label];
    }
}
