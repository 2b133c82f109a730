using System.Text;
using Merlon.Dettect;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Dettect;

/// <summary>Short ways to read administration files from text.</summary>
static class DettectTexts
{
    public static Parsed<DettectFile> Read(string yaml, string document = "file.yaml") => DettectReader.Read(Encoding.UTF8.GetBytes(yaml), document, ReadLimits.Default);

    public static T ReadAs<T>(string yaml) where T : DettectFile => Read(yaml).Value.ShouldBeOfType<T>();

    public static IEnumerable<string> Codes(Parsed<DettectFile> parsed) => parsed.Diagnostics.Select(static d => d.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public const string DataSources = """
        version: 1.1
        file_type: data-source-administration
        name: Endpoints
        domain: enterprise-attack
        systems:
          - applicable_to: Windows workstations
            platform: [Windows]
          - applicable_to: Linux servers
            platform: [Linux]
        data_sources:
          - data_source_name: Process Creation
            data_source:
              - applicable_to: [Windows workstations]
                date_registered: 2026-01-10
                date_connected: 2026-01-11T00:00:00.000Z
                products: [Sysmon]
                available_for_data_analytics: true
                comment: ''
                data_quality: {device_completeness: 4, data_field_completeness: 3, timeliness: 2, consistency: 1, retention: 5}
          - data_source_name: File Modification
            data_source:
              - applicable_to: [all]
                date_registered:
                date_connected:
                products: []
                available_for_data_analytics: true
                comment: ''
                data_quality: {device_completeness: 0, data_field_completeness: 0, timeliness: 0, consistency: 1, retention: 0}
              - applicable_to: [Linux servers]
                date_registered: 2026-01-10
                date_connected: 2026-01-11
                products: [auditd]
                available_for_data_analytics: false
                comment: ''
                data_quality: {device_completeness: 5, data_field_completeness: 5, timeliness: 5, consistency: 5, retention: 5}
          - data_source_name: Module Load
            data_source:
              - applicable_to: [Windows workstations]
                date_registered:
                date_connected:
                products: []
                available_for_data_analytics: false
                comment: ''
                data_quality: {device_completeness: 0, data_field_completeness: 0, timeliness: 0, consistency: 0, retention: 0}
        """;
}
