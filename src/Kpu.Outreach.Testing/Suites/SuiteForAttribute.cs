namespace Kpu.Outreach.Testing.Suites;

/// <summary>Says which role a suite is for: it is required of adapters that play the role, and forbidden to those that do not. A suite without it is required of every adapter.</summary>
/// <param name="role">The role's interface.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SuiteForAttribute(Type role) : Attribute
{
    /// <summary>The role's interface.</summary>
    public Type Role { get; } = role;
}
