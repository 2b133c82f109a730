namespace Merlon.Authoring;

/// <summary>A commented <c>own.yaml</c> to begin with: every key, all of it commented out but the first line.</summary>
public static class OwnTemplate
{
    /// <summary>The file's text, with a collection's own ids in its examples.</summary>
    public static string Of(OwnPrefix prefix) => Text.Replace("{P}", prefix.Text, StringComparison.Ordinal);

    const string Text = """
        # What your organisation adds to ATT&CK and changes in it. Take it in with:  merlon extend import own.yaml
        # What an entry says is set, what it does not say stays, null takes a field out. Ids may be left out: the next free one is taken.
        merlon_own: 1

        # techniques:
        #   - id: {P}T0001
        #     name: Ask the night shift
        #     domains: [enterprise-attack]        # the first domain of the release where nothing is said
        #     tactics: [initial-access]           # shortname, name or id
        #     platforms: [Windows, Linux]
        #     description: |
        #       What the adversary does.(Citation: Incident 2026-07)
        #     references:
        #       - name: Incident 2026-07
        #         description: Our report of July 2026.
        #         url: https://wiki.example/incidents/2026-07
        #   - name: Ask by phone
        #     parent: {P}T0001                     # makes it a sub-technique; a published parent such as T1566 is fine too
        #     description: The tactics of the parent are taken over.

        # groups:
        #   - id: {P}G0001
        #     name: Night Owls
        #     aliases: [TEMP.Owl]
        #     description: Who they are.

        # software:
        #   - id: {P}S0001
        #     name: OwlDrop
        #     kind: malware                       # or tool
        #     platforms: [Windows]
        #     description: What it does.

        # campaigns:
        #   - id: {P}C0001
        #     name: Long Night
        #     first_seen: 2026-07-01
        #     last_seen: 2026-07-19
        #     first_seen_citation: "(Citation: Incident 2026-07)"
        #     last_seen_citation: "(Citation: Incident 2026-07)"
        #     description: "What happened.(Citation: Incident 2026-07)"
        #     references: [{ name: Incident 2026-07 }]

        # mitigations:        [{ id: {P}M0001, name: Call back, description: Call the number that is on file. }]
        # tactics:            [{ id: {P}TA0001, name: Small talk, shortname: small-talk, description: Why they do it. }]
        # data_components:    [{ id: {P}DC0001, name: Call record, description: …, log_sources: [{ name: pbx, channel: call }] }]
        # analytics:          [{ id: {P}AN0001, name: Calls at night, platforms: [Windows], description: …, log_sources: [{ component: {P}DC0001, name: pbx, channel: call }] }]
        # detection_strategies: [{ id: {P}DET0001, name: Unusual calls, analytics: [{P}AN0001], detects: [{P}T0001] }]

        # Published objects as you want them: only what you write is changed, and each new release is merged into it.
        # changes:
        #   - id: T1059.001
        #     platforms: [Windows, Linux]
        #     fields:                             # any property of STIX by its own name
        #       x_harbour_owner: SOC

        # relationships:
        #   - {P}G0001 uses {P}T0001
        #   - source: {P}G0001
        #     type: uses
        #     target: T1059.001
        #     description: "How they used it.(Citation: Incident 2026-07)"
        #     references: [{ name: Incident 2026-07, url: https://wiki.example/incidents/2026-07 }]

        # notes:
        #   - on: T1059.001
        #     title: Where we stand
        #     text: Script block logging is on everywhere but in the lab.

        # remove: [{P}G0001]

        """;
}
