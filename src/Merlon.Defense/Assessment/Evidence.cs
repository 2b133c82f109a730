using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>What a statement is about: is the data there, would it alert, would it be stopped.</summary>
public enum Axis
{
    /// <summary>The data that would show the technique is collected.</summary>
    Visibility,

    /// <summary>Something would alert on it.</summary>
    Detection,

    /// <summary>Something would stop it.</summary>
    Prevention,
}

/// <summary>Where a statement comes from.</summary>
public enum EvidenceKind
{
    /// <summary>
    /// A log source that the organisation says it collects, against the release's analytics. The strengths of one technique
    /// and scope are shares of one whole: visibility = min(1, Σ strengths of its LogSource statements).
    /// </summary>
    LogSource,

    /// <summary>A Sigma rule's tag, with its log source.</summary>
    Rule,

    /// <summary>A mitigation that the organisation says it has.</summary>
    Mitigation,

    /// <summary>A control that the organisation says it has.</summary>
    Control,

    /// <summary>The outcome of a test.</summary>
    Test,

    /// <summary>
    /// What logs that were looked through hold, against the release's analytics: of the organisation's telemetry at each assessment
    /// (source <c>telemetry:</c>), or once (<c>merlon inventory --record</c>, source <c>inventory:</c>). Of one log source in one scope
    /// the first outranks the second, and both what the organisation declares.
    /// </summary>
    Inventory,

    /// <summary>
    /// A rule fired on telemetry recorded for a technique that it is tagged with (<c>merlon hunt --record</c>): its source is
    /// <c>replay:</c> and the rule's own. It adds nothing alone; the rule's claim then counts as that of a stable rule.
    /// </summary>
    Replay,

    /// <summary>A score that a person gave a technique (technique administration of DeTT&amp;CT): an opinion, and the weakest of the claims.</summary>
    Score,
}

/// <summary>
/// A dated, scoped, sourced, release-stamped statement about a technique; never edited. Identity is content: the same
/// statement made twice has the same <see cref="Id"/>.
/// </summary>
public sealed record Evidence
{
    /// <summary>
    /// <c>E-</c> and 16 hexadecimal digits of the SHA-256 of the statement's canonical text (<see cref="EvidenceId"/>): every
    /// field below but <see cref="Place"/>, so that a line inserted above a statement does not make it a new one.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>Where it comes from.</summary>
    public required EvidenceKind Kind { get; init; }

    /// <summary>What it is about. A test has the axis that its outcome speaks of first; <see cref="Outcome"/> says the rest.</summary>
    public required Axis Axis { get; init; }

    /// <summary>The technique in the release named by <see cref="Release"/>.</summary>
    public required TechniqueId Technique { get; init; }

    /// <summary>The id as the source wrote it, which may be another release's.</summary>
    public required string TechniqueAsWritten { get; init; }

    /// <summary>Scope's name; empty for the whole organisation.</summary>
    public required string Scope { get; init; }

    /// <summary>
    /// When it was so: the day of a test, the day that a person last confirmed a claim. Null for a claim that is read afresh at
    /// each assessment and therefore never fades: it is in force until its source stops saying it.
    /// </summary>
    public required DateOnly? Date { get; init; }

    /// <summary>0..1: how much of the axis the claim gives alone, before decay; for a test 1, or 1/n where its technique was split into n since: it may have been of any of them.</summary>
    public required double Strength { get; init; }

    /// <summary>Outcome of a test; null for a claim.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>
    /// Who speaks: the key under which later statements replace this one and by which correlated claims are grouped, such as
    /// <c>rule:windows/process_creation:5af54681-…</c>, <c>mitigation:M1032</c>, <c>control:nist-800-53-r5:AC-2</c>,
    /// <c>control:hipaa:164.312(a)(1)&gt;nist-800-53-r5:AC-2</c>, <c>log-source:sysmon</c>, <c>test:T1003.001</c>.
    /// </summary>
    public required string Source { get; init; }

    /// <summary>Document and place, as a person finds it: <c>organisation.yaml:41:5</c>.</summary>
    public required string Place { get; init; }

    /// <summary>The statement in one sentence.</summary>
    public required string Statement { get; init; }

    /// <summary>Release that <see cref="Technique"/> belongs to, such as <c>18.1</c>.</summary>
    public required string Release { get; init; }
}
