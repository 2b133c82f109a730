namespace Merlon.Pipelines;

/// <summary>Where the records of one shape and origin go: those that agree in pipeline and in the values of its selectors.</summary>
/// <param name="Pipeline">How the records are read.</param>
/// <param name="SelectorValues">Values of <see cref="Pipeline.Selectors"/>, such as channel and event id; empty where a record lacks one.</param>
/// <param name="Claims">Which log sources the records are of; none where no rule can read them.</param>
public sealed record LogRoute(Pipeline Pipeline, IReadOnlyList<string> SelectorValues, IReadOnlyList<LogSourceClaim> Claims);
