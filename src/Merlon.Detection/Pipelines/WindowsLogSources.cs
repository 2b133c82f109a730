using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Merlon.Sigma;

namespace Merlon.Pipelines;

/// <summary>Which Sigma log sources the events of a Windows channel are (Sigma taxonomy 2.1), categories by event id.</summary>
public static class WindowsLogSources
{
    const string Product = "windows";
    const string SysmonChannel = "Microsoft-Windows-Sysmon/Operational";
    const string ForwardedChannel = "ForwardedEvents";
    const string LinuxSysmonChannel = "Linux-Sysmon/Operational";

    static readonly Lazy<FrozenDictionary<string, ImmutableArray<string>>> ServicesByChannel = new(ReadServices);
    static readonly Lazy<ImmutableArray<Category>> Categories = new(ReadCategories);
    static readonly Lazy<ImmutableArray<(string Service, string Provider)>> ProvidersByService = new(ReadProviders);

    static readonly Lazy<FrozenDictionary<(string Service, int EventId), ImmutableArray<string>>> FieldsByEvent = new(static () =>
        DetectionFacts.Rows("windows-fields.tsv", columns: 3).ToFrozenDictionary(
            static row => (row[0], int.Parse(row[1], CultureInfo.InvariantCulture)), static row => row[2].Split(' ').ToImmutableArray()));

    sealed record Category(string Name, string Service, int EventId, LogSourceClaim Claim);

    /// <summary>
    /// Claims of a channel's events with an event id: one for each service of the channel and one for each category that
    /// reads them; of an unknown channel, that it is Windows.
    /// </summary>
    /// <param name="channel">As the record has it, in any case.</param>
    /// <param name="eventId">As the record has it, decimal.</param>
    public static ImmutableArray<LogSourceClaim> ClaimsOf(string channel, string eventId)
    {
        channel = PlainName(channel);
        if (string.Equals(channel, LinuxSysmonChannel, StringComparison.OrdinalIgnoreCase))
        {
            return [.. ClaimsOf(SysmonChannel, eventId).Select(static claim => claim with { Source = claim.Source with { Product = "linux" } })];
        }

        if (string.Equals(channel, ForwardedChannel, StringComparison.OrdinalIgnoreCase))
        {
            return ForwardedClaims(eventId);
        }

        if (!ServicesByChannel.Value.TryGetValue(channel, out var services))
        {
            return [new LogSourceClaim(new SigmaLogSource(Product, "", ""))];
        }

        var claims = ImmutableArray.CreateBuilder<LogSourceClaim>();
        foreach (var service in services)
        {
            claims.Add(new LogSourceClaim(new SigmaLogSource(Product, "", service)));
            if (int.TryParse(eventId, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                claims.AddRange(Categories.Value.Where(c => c.EventId == id && string.Equals(c.Service, service, StringComparison.Ordinal)).Select(static c => c.Claim));
            }
        }

        return claims.ToImmutable();
    }

    // A forwarded event keeps its channel; some collectors write their own instead, and then the provider tells what it was.
    static ImmutableArray<LogSourceClaim> ForwardedClaims(string eventId)
    {
        var claims = ImmutableArray.CreateBuilder<LogSourceClaim>();
        claims.Add(new LogSourceClaim(new SigmaLogSource(Product, "", "")));
        foreach (var (service, provider) in ProvidersByService.Value)
        {
            foreach (var claim in ClaimsOf(ChannelsOf(service).First(), eventId))
            {
                claims.Add(claim with { Conditions = [.. claim.Conditions, KeyValuePair.Create("Provider_Name", provider)] });
            }
        }

        return claims.ToImmutable();
    }

    static ImmutableArray<(string Service, string Provider)> ReadProviders()
        => [.. DetectionFacts.Rows("windows-providers.tsv", columns: 2).Select(static row => (row[0], row[1]))
            .Concat(DetectionFacts.Rows("windows-services.tsv", columns: 2)
                .Where(static row => row[1].Contains('/', StringComparison.Ordinal))
                .Select(static row => (row[0], row[1][..row[1].IndexOf('/', StringComparison.Ordinal)])))
            .Distinct()];

    // Splunk's sources carry the name of its input before the channel's.
    static string PlainName(string channel)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["XmlWinEventLog:", "WinEventLog:"])
        {
            if (channel.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return channel[prefix.Length..];
            }
        }

        return channel;
    }

    /// <summary>Every channel that is told apart, as its publisher writes it, in ordinal order; others are Windows and no more.</summary>
    internal static IEnumerable<string> Channels
        => ServicesByChannel.Value.Keys.Append(ForwardedChannel).Append(LinuxSysmonChannel).Order(StringComparer.Ordinal);

    /// <summary>Every event id that makes a category, each once.</summary>
    internal static IEnumerable<string> EventIds => Categories.Value.Select(static c => c.EventId).Distinct().Order().Select(static id => id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Channels that a service stands for; empty for an unknown one.</summary>
    public static IEnumerable<string> ChannelsOf(string service)
        => ServicesByChannel.Value.Where(pair => pair.Value.Contains(service, StringComparer.OrdinalIgnoreCase)).Select(static pair => pair.Key).Order(StringComparer.Ordinal);

    /// <summary>
    /// Fields that the events of a service with an event id have in the version that was looked up (Facts/windows-fields.tsv); none
    /// where it was not.
    /// </summary>
    public static ImmutableArray<string> FieldsOf(string service, int eventId)
        => FieldsByEvent.Value.TryGetValue((service.ToLowerInvariant(), eventId), out var fields) ? fields : [];

    static FrozenDictionary<string, ImmutableArray<string>> ReadServices()
        => DetectionFacts.Rows("windows-services.tsv", columns: 2)
            .GroupBy(static row => row[1], StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(static g => g.Key, static g => g.Select(static row => row[0]).ToImmutableArray(), StringComparer.OrdinalIgnoreCase);

    static ImmutableArray<Category> ReadCategories()
        => [.. DetectionFacts.Rows("windows-categories.tsv", columns: 5).Select(static row => new Category(
            row[0], row[1], int.Parse(row[2], CultureInfo.InvariantCulture),
            new LogSourceClaim(new SigmaLogSource(Product, row[0], row[1]), Pairs(row[4]).ToFrozenDictionary(StringComparer.Ordinal), [.. Pairs(row[3])])))];

    static IEnumerable<KeyValuePair<string, string>> Pairs(string text)
        => text.Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Select(static pair => pair.Split('=', 2))
            .Select(static pair => KeyValuePair.Create(pair[0], pair[1]));
}
