#!/usr/bin/env node
import '../dist/wrap-main.js';
