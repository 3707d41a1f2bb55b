export interface TemplatesFlags {
  templates?: string | undefined;
  json: boolean;
}
