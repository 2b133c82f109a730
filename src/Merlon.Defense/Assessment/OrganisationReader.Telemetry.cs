using Merlon.Visibility;

namespace Merlon.Assessment;

/// <summary>Logs that the organisation has, how good they are said to be, and how long they are needed.</summary>
sealed partial class OrganisationReader
{
    List<TelemetryPath> Telemetry(OrganisationFields file)
    {
        var read = new List<TelemetryPath>();
        foreach (var entry in file.Entries("telemetry", OrganisationKeys.Telemetry, OrganisationLimits.TelemetryMax))
        {
            if (entry.RequiredText("path", "telemetry") is not { } path || !TryScopes(entry, out var within))
            {
                continue;
            }

            if (read.Exists(t => string.Equals(t.Path, path, StringComparison.Ordinal)))
            {
                log.Warn("ORG025", entry.LocationOf("path"), $"the logs {path} are there already; this entry was left out");
                continue;
            }

            read.Add(new TelemetryPath(path, within, entry.Date("as_of", asOf), entry.Location));
        }

        return read;
    }

    static int? Days(OrganisationFields fields) => (int?)fields.Number("retention_days", 1, OrganisationLimits.RetentionDaysMax);

    int? Devices(OrganisationFields scope)
    {
        if (scope.Number("devices", 0, OrganisationLimits.DevicesMax) is not { } devices)
        {
            return null;
        }

        if (devices == 0 || decimal.Truncate(devices) != devices)
        {
            log.Warn("ORG006", scope.LocationOf("devices"), "devices is a whole number of 1 or more; it was left out");
            return null;
        }

        return (int)devices;
    }

    DeclaredQuality? Quality(OrganisationFields source)
    {
        if (source.Mapping("quality") is not { } written)
        {
            return null;
        }

        var fields = new OrganisationFields(written, source.PathOf("quality"), OrganisationKeys.Quality, log);
        var levels = new Dictionary<QualityDimension, int>();
        foreach (var dimension in Enum.GetValues<QualityDimension>())
        {
            var key = OrganisationKeys.Quality[(int)dimension];
            if (fields.Number(key, 0, OrganisationLimits.QualityLevelMax) is not { } level)
            {
                continue;
            }

            if (decimal.Truncate(level) != level)
            {
                log.Warn("ORG006", fields.LocationOf(key), $"{key} is a whole number from 0 to {OrganisationLimits.QualityLevelMax}; it was left out");
            }
            else
            {
                levels[dimension] = (int)level;
            }
        }

        return new DeclaredQuality(levels, $"{log.Document}:{fields.Location}");
    }
}
