using Merlon.Assessment;
using Merlon.Defense.Tests.Assessment;
using Merlon.Visibility;

namespace Merlon.Defense.Tests.Visibility;

/// <summary>The keys of organisation.yaml that visibility reads.</summary>
public sealed class TelemetryKeysTests
{
    [Fact]
    public void Everything_that_is_written_is_read()
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With("""
            retention_days: 180
            scopes:
              - name: servers
                platforms: [Windows]
                devices: 85
                hosts: [srv-*, dc-1]
            log_sources:
              - source: sysmon
                quality: {device: 4, field: 0, timeliness: 5}
                retention_days: 30
            telemetry:
              - path: logs
                scopes: [servers]
                as_of: 2026-10-01
            """));
        organisation.RetentionDays.ShouldBe(180);
        var scope = organisation.Scopes.ShouldHaveSingleItem();
        scope.Devices.ShouldBe(85);
        scope.Hosts.ShouldBe(["srv-*", "dc-1"]);
        var source = organisation.LogSources.ShouldHaveSingleItem();
        source.DeviceShare.ShouldBe(0.875); // the middle of level 4
        source.RetentionDays.ShouldBe(30);
        source.Quality.ShouldNotBeNull().Levels[QualityDimension.Timeliness].ShouldBe(5);
        source.Quality.Of(QualityDimension.Field).ShouldBeNull();
        var telemetry = organisation.Telemetry.ShouldHaveSingleItem();
        (telemetry.Path, telemetry.AsOf).ShouldBe(("logs", new DateOnly(2026, 10, 1)));
        telemetry.Scopes.ShouldBe(["servers"]);
    }

    [Theory]
    [InlineData("retention_days: 36500", "")]
    [InlineData("retention_days: 36501", "ORG006")]
    [InlineData("retention_days: 0", "ORG006")]
    [InlineData("scopes:\n  - name: a\n    platforms: [Windows]\n    devices: 100000000", "")]
    [InlineData("scopes:\n  - name: a\n    platforms: [Windows]\n    devices: 100000001", "ORG006")]
    [InlineData("scopes:\n  - name: a\n    platforms: [Windows]\n    devices: 1.5", "ORG006")]
    [InlineData("log_sources:\n  - source: sysmon\n    quality: {device: 5}", "")]
    [InlineData("log_sources:\n  - source: sysmon\n    quality: {device: 6}", "ORG006")]
    [InlineData("log_sources:\n  - source: sysmon\n    quality: {device: 2.5}", "ORG006")]
    [InlineData("log_sources:\n  - source: sysmon\n    quality: {devices: 2}", "ORG004")]
    [InlineData("telemetry:\n  - path: a\n  - path: a", "ORG025")]
    [InlineData("telemetry:\n  - scopes: [a]", "ORG030")]
    [InlineData("telemetry:\n  - path: a\n    scopes: [nowhere]", "ORG014")]
    public void What_is_wrong_is_said_and_left_out(string yaml, string code)
        => OrganisationTexts.Read(OrganisationTexts.With(yaml)).Diagnostics.Select(static d => d.Code).FirstOrDefault("").ShouldBe(code);

    [Theory]
    [InlineData(OrganisationLimits.TelemetryMax, "")]
    [InlineData(OrganisationLimits.TelemetryMax + 1, "ORG026")]
    public void Entries_are_taken_to_the_limit(int count, string code)
    {
        var read = OrganisationTexts.Read(OrganisationTexts.With("telemetry:\n" + string.Concat(Enumerable.Range(0, count).Select(static i => $"  - path: logs{i}\n"))));
        read.Diagnostics.Select(static d => d.Code).FirstOrDefault("").ShouldBe(code);
        read.Value.ShouldNotBeNull().Telemetry.Count.ShouldBe(OrganisationLimits.TelemetryMax);
    }

    [Fact]
    public void Stated_quality_lowers_what_a_declared_source_shows()
    {
        var plain = OrganisationTexts.Collect("platforms: [Windows]\nlog_sources:\n  - source: sysmon").Evidence;
        var poor = OrganisationTexts.Collect("platforms: [Windows]\nlog_sources:\n  - source: sysmon\n    quality: {field: 3, timeliness: 1, consistency: 1, retention: 1}").Evidence;
        poor.Count.ShouldBe(plain.Count);
        foreach (var (before, after) in plain.Zip(poor))
        {
            after.Technique.ShouldBe(before.Technique);
            // fields .63; (2 × .13 + .2 + .255) / 4 = .17875 known, so 1 − .2 × .82125 = .83575
            after.Strength.ShouldBe(before.Strength * 0.63 * 0.83575, 1e-5);
        }
    }
}
