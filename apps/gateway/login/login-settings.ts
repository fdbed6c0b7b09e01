/** They are in core, for an application may log people in by itself, too; whoever puts a gateway together finds them here. */
export * from '#core/login/login-settings'
