using Merlon.Maturity;

namespace Merlon.Assessment;

/// <summary>Answers to maturity models.</summary>
sealed partial class OrganisationReader
{
    MaturityAnswers Maturity(OrganisationFields file) => MaturityReader.Read(file, log.Document, asOf, log, model: null);
}
